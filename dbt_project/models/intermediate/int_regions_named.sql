-- Every form that a region of today is printed in: its name and short name, alone and behind its
-- province and prefecture.
with regions as (
    select * from {{ ref('int_regions_nested') }}
),

-- 临夏州 for 临夏回族自治州, 广西自治区: the short name with the kind.
called as (
    select
        region_code,
        region_name as name_form,
        'name' as form
    from regions
    union all
    select
        region_code,
        region_short_name || substring(region_name, '自治区$|[州县旗]$') as name_form,
        'short_name' as form
    from regions
    where region_name ~ '.自治[区州县旗]$'
),

prefectures as (
    select
        regions.region_code,
        called.name_form
    from regions
    inner join called on regions.prefecture_code = called.region_code
    where regions.region_level = 'county'
    union all
    select
        region_code,
        '' as name_form
    from regions
),

nested as (
    select
        regions.region_code,
        unnest(array['', regions.province_name, regions.province_short_name])
        || prefectures.name_form as before_name
    from regions
    inner join prefectures on regions.region_code = prefectures.region_code
    where regions.region_level in ('prefecture', 'county')
    union all
    select
        region_code,
        '' as before_name
    from regions
    where region_level in ('national', 'province')
),

forms as (
    select
        nested.before_name || called.name_form as surface,
        called.region_code,
        called.form,
        true as is_opening
    from nested
    inner join called on nested.region_code = called.region_code
    union
    select
        region_short_name as surface,
        region_code,
        'short_name' as form,
        false as is_opening
    from regions
    where region_short_name <> region_name
)

select
    forms.surface,
    forms.region_code,
    regions.region_level as name_level,
    forms.form,
    regions.valid_from,
    forms.is_opening
from forms
inner join regions on forms.region_code = regions.region_code
