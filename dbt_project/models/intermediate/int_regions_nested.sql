with regions as (
    select
        region_code::text as region_code,
        name,
        short_name,
        level,
        nullif(parent_code::text, '') as parent_code,
        valid_from
    from {{ ref('regions') }}
    {% if var('sample') %}
        union all
        select
            region_code::text as region_code,
            name,
            short_name,
            level,
            nullif(parent_code::text, '') as parent_code,
            null::date as valid_from
        from {{ ref('sample_regions') }}
    {% endif %}
),

-- From a region up to its province: a county hangs on a prefecture or on the province itself.
ancestors as (
    select
        child.region_code,
        case
            when child.level = 'province' then child.region_code
            when parent.level = 'province' then parent.region_code
            when grandparent.level = 'province' then grandparent.region_code
        end as province_code,
        case
            when child.level = 'prefecture' then child.region_code
            when parent.level = 'prefecture' then parent.region_code
        end as prefecture_code
    from regions as child
    left join regions as parent on child.parent_code = parent.region_code
    left join regions as grandparent on parent.parent_code = grandparent.region_code
)

select
    regions.region_code,
    regions.name as region_name,
    regions.short_name as region_short_name,
    regions.level as region_level,
    regions.parent_code as parent_region_code,
    ancestors.province_code,
    province.name as province_name,
    province.short_name as province_short_name,
    ancestors.prefecture_code,
    concat(
        case when regions.level <> 'province' then province.name end,
        case when regions.level = 'county' then prefecture.name end,
        regions.name
    ) as region_full_name,
    regions.valid_from
from regions
inner join ancestors on regions.region_code = ancestors.region_code
left join regions as province on ancestors.province_code = province.region_code
left join regions as prefecture on ancestors.prefecture_code = prefecture.region_code
