{#- A hook: these notices are still to be followed by a stage, whatever becomes of this run. -#}
{% macro touch(stage, part) -%}
    insert into {{ source('raw', 'touched_notice') }} (stage, part, notice_key, touch)
    select '{{ stage }}', '{{ part }}', notice_key, {{ "0" if stage == "build" else "nextval('raw.touch')" }}
    from {{ this }}
    on conflict (stage, part, notice_key)
    {{ "do nothing" if stage == "build" else "do update set touch = excluded.touch" }}
{%- endmacro %}
