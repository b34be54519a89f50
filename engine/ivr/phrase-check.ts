/** Whether what a speech menu listens for can be told apart, and be said in every language of the flow. */
import type { Abilities } from './check.js';
import type { Flow, NodeOf } from './flow.js';
import { plain } from './phrase-match.js';
import type { Finding } from './soundness.js';

type Wrong = { readonly path: readonly (string | number)[]; readonly reason: string };

export function phraseErrors(flow: Flow, node: NodeOf<'speechMenu'>): Wrong[] {
  const wrong: Wrong[] = [];
  for (const language of flow.languages ?? [flow.language]) {
    const known = new Map<string, number>();
    node.choices.forEach(({ phrases }, choice) => {
      const path = ['choices', choice, 'phrases'];
      if (!phrases[language]) wrong.push({ path, reason: `has no phrase in ${language}` });
      phrases[language]?.forEach((phrase, i) => {
        const said = plain(phrase, language).trim();
        const before = known.get(said);
        if (said === '') wrong.push({ path: [...path, language, i], reason: 'has nothing that can be said' });
        else if (before !== undefined && before !== choice)
          wrong.push({
            path: [...path, language, i],
            reason: `${phrase} is a phrase of choice ${before + 1} too`,
          });
        else known.set(said, choice);
      });
    });
  }
  return wrong;
}

/** Every call would take `failed`. */
export function recogniserFindings(flow: Flow, can: Abilities): Finding[] {
  return Object.entries(flow.nodes).flatMap(([id, node]) =>
    node.kind !== 'speechMenu'
      ? []
      : (flow.languages ?? [flow.language])
          .filter((language) => !can.recognises(language))
          .map((language) => ({
            path: ['nodes', id, 'kind'],
            reason: `no recogniser understands ${language} here, so that every call takes failed`,
            hint: `name one in the setting recognisers: ${language}=ws://host:port`,
            severity: 'warning' as const,
          })),
  );
}
