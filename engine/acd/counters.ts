/** The next number of each kind; a snapshot carries them on. */
export interface Counters {
  task: number;
  offer: number;
  idle: number;
  agent: number;
}
