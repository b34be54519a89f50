/** What the pages of call distribution know of the engine: rules, reasons, simulations. Types, and what is set where nothing is. */
export type { Decision, Explanation } from './acd/model.js';
export type { SimulationAnswer } from './api/simulation-schemas.js';
export type { Condition, Leaf, LeafName } from './routing/condition.js';
export type { RoutingDecision, RuleTrace } from './routing/decide.js';
export type { AgentDistribution, QueueDistribution } from './routing/distribution.js';
export type { Asked, Trial, Tried } from './routing/router.js';
export type { Outcome, Routing, Rule } from './routing/rules.js';
export type { Measure } from './simulate/figures.js';
export type { RoutingVersion } from './store/routing-rows.js';
export { defaultPolicy } from './acd/settings.js';
