{#- Patterns over what follows a place's name in the name of a body.
    generic: a zone that is named for the place alone, 高新技术产业开发区.
    named: a zone with a name of its own; the looser kinds only before a body that runs one.
    lesser: a government below the place, 某某镇人民政府. -#}
{% macro zone_pattern(which) -%}
    {%- set kinds = '经济技术开发区|经济开发区|经开区|高新技术产业开发区|高新技术产业园区|高新技术开发区|高新区'
        ~ '|工业园区?|工业集中区|产业园区|综合保税区|农业科技园区|自由贸易试验区|自贸试验区|自贸区' -%}
    {%- set looser = '新区|示范区|度假区|合作区|管理区|试验区|实验区|聚集区|集中区|风景名胜区|新城|片区' -%}
    {%- set bodies = '管理委员会|管委会|党工委|工委' -%}
    {%- if which == 'generic' -%}
        '^((?:国家级?)?(?:{{ kinds }}))'
    {%- elif which == 'named' -%}
        '^([一-龥()]{0,14}?(?:{{ kinds }}|[一-龥]{2}开发区)|[一-龥()]{1,14}?(?:{{ looser }})(?={{ bodies }}))'
    {%- elif which == 'lesser' -%}
        '^([一-龥]{1,12}?(?:街道|镇|乡|苏木|县|区|旗|市))(?:人民政府|政府|办事处)'
    {%- elif which == 'town' -%}
        '^([一-龥]{1,7}?(?:街道|镇|乡|苏木))(?:人民政府|政府|办事处|党委|党工委)'
    {%- endif -%}
{%- endmacro %}
