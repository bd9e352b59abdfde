-- Every form that a unit may be printed in: as its seed says, with 每 for the stroke of 吨/日, else
-- with a multiplier before it.
with named as (
    select
        {{ normalise_surface('unit_surfaces.surface') }} as surface,
        unit_surfaces.unit_code,
        unit_surfaces.factor,
        units.dimension as unit_dimension
    from {{ ref('unit_surfaces') }} as unit_surfaces
    inner join {{ ref('units') }} as units on unit_surfaces.unit_code = units.unit_code
    where units.dimension != 'unstated'  -- 度 may be of current, of heat, of a slope: nothing to convert
),

surfaces as (
    select * from named
    union
    select
        replace(surface, '/', '每') as surface,
        unit_code,
        factor,
        unit_dimension
    from named
    where unit_dimension != 'ratio'
),

forms as (
    select
        surfaces.*,
        '' as multiplier,
        0 as place
    from surfaces
    union all
    select
        multipliers.multiplier || surfaces.surface as surface,
        surfaces.unit_code,
        surfaces.factor * multipliers.factor as factor,
        surfaces.unit_dimension,
        multipliers.multiplier,
        1 as place
    from surfaces
    cross join {{ ref('unit_multipliers') }} as multipliers
    where surfaces.unit_dimension not in ('share', 'ratio')  -- nobody prints 万%
)

-- 千米 is a kilometre and not a thousand of 米: what the seed names goes first.
select distinct on (surface)
    surface,
    unit_code,
    unit_dimension,
    factor
from forms
order by surface asc, place asc, length(multiplier) desc
