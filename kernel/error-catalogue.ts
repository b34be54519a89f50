/**
 * Every error that a user, an operator or another program can meet: one code, one sentence, one HTTP status.
 * docs/errors.md lists the same codes; a test compares the two.
 */
export const catalogue = {
  'config.unknown': { status: 500, message: '{where}: unknown setting {name}; docs/settings.md lists them' },
  'config.invalid': { status: 500, message: '{where}: {name} is {value}; it must be {expected}' },
  'config.unreadable': { status: 500, message: 'cannot read the settings file {file}: {reason}' },
  'port.busy': {
    status: 500,
    message: '{what} cannot use {address}:{port}: another program has it; stop that program or set {setting}',
  },
  'port.unusable': {
    status: 500,
    message: '{what} cannot use {address}:{port} ({reason}); set {setting} to an address of this machine',
  },
  'folder.unwritable': {
    status: 500,
    message: 'cannot write to {folder} ({reason}); give the user the right or set {setting}',
  },
  'folder.busy': {
    status: 500,
    message: 'process {pid} already runs on {folder}; stop it or set YIHAO_DATA to another folder',
  },
  'binary.missing': { status: 500, message: '{binary} is not there; {hint}' },
  'child.failed': { status: 500, message: 'the {name} does not start: {reason}' },
  'database.failed': { status: 503, message: 'the database does not answer: {reason}' },
  'switch.unreachable': {
    status: 503,
    message: 'no switch answers at {address}; calls cannot be controlled now',
  },
  'switch.refused': { status: 502, message: 'the switch refused {command}: {reason}' },
  'auth.required': { status: 401, message: 'sign in first' },
  'auth.wrong': { status: 401, message: 'the name or the password is wrong' },
  'auth.limited': { status: 429, message: 'too many attempts; wait {seconds} s' },
  'auth.forbidden': { status: 403, message: 'the role {role} may not do this; it takes {needed}' },
  'auth.password': { status: 403, message: 'change the password first: PUT /api/session/password' },
  'request.invalid': { status: 400, message: '{where} {reason}' },
  'task.state': { status: 409, message: 'the task {task} is {state}; it cannot be asked to {wanted} now' },
  'not.found': { status: 404, message: 'there is no {what} {id}' },
  'media.full': { status: 503, message: 'no room for another leg: {reason}' },
  conflict: { status: 409, message: '{what} {id} {reason}' },
  'agent.state': { status: 409, message: 'agent {agent} is {state}; {wanted} is not possible from there' },
  'agent.inCall': { status: 409, message: 'agent {agent} is in a call; sign out when it is over' },
  'call.none': { status: 409, message: 'agent {agent} has no call' },
  'call.state': { status: 409, message: 'call {call} is {state}; {wanted} is not possible from there' },
  'number.forbidden': { status: 403, message: '{number} may not be dialled: {reason}' },
  'dial.impossible': { status: 409, message: '{what} cannot be rung: {reason}' },
  internal: {
    status: 500,
    message: 'that went wrong inside; the log has the reason under request {request}',
  },
  'flow.invalid': { status: 422, message: '{file}:{line}: {path}: {reason}' },
  'flow.case': { status: 422, message: 'the test case {name} fails at line {line}: {reason}' },
  'recording.unavailable': { status: 404, message: 'the recording of call {id} is not there: {reason}' },
  'speech.busy': { status: 503, message: 'too much is spoken at once for listening; try again in a second' },
  'sheet.busy': { status: 503, message: 'other spreadsheets are at work; try again in a minute' },
  'sheet.impossible': { status: 503, message: 'the spreadsheet cannot be made: {reason}' },
  'simulation.busy': { status: 503, message: 'other simulations run and wait; try again in a minute' },
  'simulation.stopped': { status: 503, message: 'the simulation was stopped: {reason}' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof catalogue;
