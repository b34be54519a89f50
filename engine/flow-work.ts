/** What those who work on flows ask for and are told; softphone/ imports these shapes as types. */
export type { CaseFile, CaseStep, FlowCase } from './ivr/flow-case.js';
export type { FlowEffect, Prompt } from './ivr/model.js';
export type { Scene } from './ivr/scene.js';
export type { SimulatedTurn, SimulatedVisit } from './flow-files/simulate.js';
export type { DayFigure, FlowFigures, NodeFigure } from './store/flow-reads.js';
