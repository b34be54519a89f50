/** What operators set on a queue and on an agent for distribution, beside its name, skills and capacity. */
import { Type, type Static } from '@sinclair/typebox';
import { overflowSchema, promotionSchema, relaxationSchema } from './rules.js';

const strict = { additionalProperties: false } as const;
const several = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Optional(Type.Array(item, { maxItems: 16 }));

export const queueDistributionSchema = Type.Object(
  {
    weight: Type.Optional(
      Type.Number({
        ...{ exclusiveMinimum: 0, maximum: 1000, default: 1 },
        description: 'Between queues of one priority a second of waiting counts so many',
      }),
    ),
    relax: several(relaxationSchema),
    promote: several(promotionSchema),
    overflow: several(overflowSchema),
    keepPlaceSeconds: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: 86_400, default: 0 },
        description: 'The place of a caller who gives up is kept so long, for the call back (漏话回拨)',
      }),
    ),
    callBackKey: Type.Optional(
      Type.String({
        ...{ pattern: '^[0-9]$' },
        description:
          'Who waits and presses it is called back from the place that they have; absent: no key does that',
      }),
    ),
  },
  strict,
);
export type QueueDistribution = Static<typeof queueDistributionSchema>;

const room = Type.Optional(Type.Integer({ minimum: 0, maximum: 20 }));

export const agentDistributionSchema = Type.Object(
  {
    ranks: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$' }),
        Type.Integer({ minimum: 1, maximum: 100 }),
        {
          ...strict,
          description: 'Queue → rank; the agent takes from the lower rank first; 1 when nothing is said',
        },
      ),
    ),
    shares: Type.Optional(
      Type.Object(
        {
          weights: Type.Record(
            Type.String({ pattern: '^.{1,64}$' }),
            Type.Number({ exclusiveMinimum: 0, maximum: 1e6 }),
            {
              ...{ additionalProperties: false, minProperties: 1, maxProperties: 64 },
              description: 'Region → weight',
            },
          ),
          strict: Type.Optional(Type.Boolean({ default: false })),
          tolerance: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 1 })),
        },
        { ...strict, description: 'In which proportion callers of regions should come (ACD7)' },
      ),
    ),
    capacity: Type.Optional(
      Type.Object(
        {
          phone: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
          ...{ voicemail: room, email: room, fax: room, sms: room, chat: room, task: room },
        },
        {
          ...strict,
          description: 'Tasks of a medium at once (ACD13); the telephone is 1 when nothing is said',
        },
      ),
    ),
    together: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 50, description: 'All other media together' }),
    ),
    callsInterrupt: Type.Optional(
      Type.Boolean({ default: true, description: 'Calls are offered also while other work is at hand' }),
    ),
  },
  strict,
);
export type AgentDistribution = Static<typeof agentDistributionSchema>;
