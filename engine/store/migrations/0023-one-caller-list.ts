import { sql, type Kysely, type Migration } from 'kysely';

const plain = `regexp_replace(regexp_replace(regexp_replace(number, '^(\\+86|0086|86(?=1[3-9]\\d{9}$))', ''),
  '[^0-9*#+]', '', 'g'), '^0(?=1[3-9]\\d{9}$)', '')`;
const plainPrefix = `regexp_replace(regexp_replace(regexp_replace(prefix, '^(\\+86|0086)', ''),
  '[^0-9*#+]', '', 'g'), '^0(?=1[3-9])', '')`;

/**
 * Important callers and regions were kept twice, for routing and for flows. Of a number in both, the level of routing
 * stays, which decided who is served first, and the name of the list, which flows tell; of a prefix in both, the region
 * that flows had, which came first there.
 */
const statements = [
  `alter table listed_numbers add column warning text not null default ''`,
  `insert into listed_numbers (id, list, number, match, name, level, reason, warning, expires_at, created_by)
   select distinct on (plain) gen_random_uuid()::text, 'important', plain, 'exact', name, level, '', warning,
     expires_at, '' from (select *, ${plain} as plain from important_callers) old
   where plain <> '' order by plain, expires_at desc nulls first, number
   on conflict (list, number, match) do update set level = excluded.level, warning = excluded.warning,
     name = coalesce(nullif(listed_numbers.name, ''), excluded.name),
     expires_at = case when listed_numbers.expires_at is null or excluded.expires_at is null then null
       else greatest(listed_numbers.expires_at, excluded.expires_at) end`,
  `insert into number_regions (prefix, region)
   select distinct on (plain) plain, region from (select *, ${plainPrefix} as plain from regions) old
   where plain <> '' order by plain, prefix on conflict do nothing`,
  `drop table important_callers`,
  `drop table regions`,
];

export const oneCallerList: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
