-- Every form that a former region was printed in, with the present region that it became or lies in.
with formers as (
    select
        history.*,
        unnest(array['', provinces.region_name, provinces.region_short_name]) as province_form
    from {{ ref('region_history') }} as history
    inner join {{ ref('int_regions_nested') }} as provinces
        on left(history.former_code, 2) || '0000' = provinces.region_code
    where history.region_code is not null
),

forms as (
    select
        formers.province_form || coalesce(formers.former_parent_name, '') || formers.former_name as surface,
        true as is_opening,
        formers.*
    from formers
    union all
    -- What only moved to another code is still so called, and stands among the names of today.
    select
        formers.province_form || formers.former_name as surface,
        true as is_opening,
        formers.*
    from formers
    where formers.change_kind <> 'recoded' and formers.former_parent_name is not null
    union all
    select
        formers.former_short_name as surface,
        false as is_opening,
        formers.*
    from formers
    where
        formers.change_kind <> 'recoded'
        and formers.province_form = ''
        and formers.former_short_name <> formers.former_name
)

select distinct
    surface,
    region_code,
    level as name_level,
    'former_name' as form,
    case when not is_whole then former_name end as region_part_name,
    valid_from,
    valid_to,
    is_opening
from forms
