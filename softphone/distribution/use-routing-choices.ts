import { useCallback, useMemo } from 'react';
import { useConfiguration, type Choices } from '../admin/use-configuration.js';
import { useDesk } from '../desk-shell/desk-context.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import type { Option, SettingChoices } from './condition-setting.js';
import { regions as regionRequests } from '../hotline/contract.js';
import type { Names } from './rule-words.js';

export interface RoutingChoices {
  readonly configuration: Choices;
  readonly settings: SettingChoices;
  readonly agents: readonly Option[];
  readonly names: Names;
}

/** What rules can name; empty until it was read. */
export function useRoutingChoices(): RoutingChoices {
  const { client } = useDesk();
  const configuration = useConfiguration();
  const load = useCallback(
    async () => Promise.all([regionRequests.names(client), client.numbers.list()]),
    [client],
  );
  const [loaded] = useLoaded(load);
  return useMemo(() => {
    const [regions, numbers] = loaded.name === 'there' ? loaded.value : [[], []];
    const { queues, skills, agents } = configuration;
    const named = (list: readonly { readonly id: string; readonly name: string }[]): Option[] =>
      list.map(({ id, name }) => ({ value: id, label: name }));
    const nameIn = (list: readonly { readonly id: string; readonly name: string }[]) => (id: string) =>
      list.find((one) => one.id === id)?.name ?? id;
    return {
      configuration,
      settings: {
        ...{ queues: named(queues), skills: named(skills) },
        regions: regions.map((name) => ({ value: name, label: name })),
        numbers: numbers.map(({ number, name }) => ({ value: number, label: `${number} ${name}` })),
      },
      agents: agents.map(({ id, name }) => ({ value: id, label: `${id} ${name}` })),
      names: { queue: nameIn(queues), skill: nameIn(skills) },
    };
  }, [loaded, configuration]);
}
