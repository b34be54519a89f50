import type {
  CallColumns,
  Fact,
  FactSink,
  LegColumns,
  QueueEntryColumns,
  RecordingColumns,
  TaskColumns,
} from '../../store/facts.js';

/** Facts put together as the database would. */
export class FactLedger implements FactSink {
  readonly calls = new Map<string, Partial<CallColumns>>();
  readonly legs = new Map<string, Partial<LegColumns>>();
  readonly entries = new Map<string, Partial<QueueEntryColumns>>();
  readonly recordings = new Map<string, Partial<RecordingColumns>>();
  readonly tasks = new Map<string, Partial<TaskColumns>>();
  readonly live = new Map<string, string>();
  readonly memos = new Map<string, string>();
  readonly timeline: Extract<Fact, { kind: 'callEvent' }>[] = [];
  readonly agentStates: Extract<Fact, { kind: 'agentState' }>[] = [];

  write(fact: Fact): void {
    switch (fact.kind) {
      case 'call':
        this.calls.set(fact.id, { ...this.calls.get(fact.id), ...fact.set });
        break;
      case 'leg':
        this.legs.set(fact.id, { ...this.legs.get(fact.id), ...fact.set });
        break;
      case 'queueEntry':
        this.entries.set(fact.id, { ...this.entries.get(fact.id), ...fact.set });
        break;
      case 'recording':
        this.recordings.set(fact.id, { ...this.recordings.get(fact.id), ...fact.set });
        break;
      case 'task':
        this.tasks.set(fact.id, { ...this.tasks.get(fact.id), ...fact.set });
        break;
      case 'callEvent':
        this.timeline.push(fact);
        break;
      case 'agentState':
        this.agentStates.push(fact);
        break;
      case 'live':
        if (fact.snapshot === undefined) this.live.delete(fact.id);
        else this.live.set(fact.id, fact.snapshot);
        break;
      case 'memo':
        this.memos.set(fact.id, fact.snapshot);
        break;
    }
  }

  /** Types of a call's timeline, in order. */
  story(call: string): string[] {
    return this.timeline.filter((line) => line.call === call).map((line) => line.type);
  }
}
