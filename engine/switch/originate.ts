import { ok, type Result } from '../../kernel/result.js';
import { checkDomain, checkId, checkNumber, checkUser, safeText } from './safe-text.js';

/** Whom a leg goes to: a registered phone, or a number through a trunk. */
export type LegTarget =
  | { readonly kind: 'user'; readonly user: string; readonly domain: string }
  | { readonly kind: 'trunk'; readonly trunk: string; readonly number: string };

/** A call out, which parks when it is answered. */
export interface Origination {
  /** The new leg's id. */
  readonly uuid: string;
  readonly to: LegTarget;
  readonly ringSeconds: number;
  /** Shown on the phone. From outside. */
  readonly callerNumber: string;
  readonly callerName: string;
  /** The leg that it will talk to: the switch may place their media side by side. */
  readonly near: string | undefined;
  /** The switch to use where there is no leg beside it. */
  readonly node?: string | undefined;
  /** Takes what is heard before the answer for an answer, so that it can be passed on. */
  readonly earlyMedia?: boolean;
  /** Seconds after which the phone is asked to answer by itself; absent: it is not. */
  readonly answerAfterSeconds?: number | undefined;
  /** Channel variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The argument of `originate`. */
export function renderOrigination(origination: Origination): Result<string> {
  const endpoint = renderTarget(origination.to);
  if (!endpoint.ok) return endpoint;
  for (const id of [origination.uuid, origination.near ?? origination.uuid]) {
    const checked = checkId(id);
    if (!checked.ok) return checked;
  }
  const variables = {
    ...origination.variables,
    origination_uuid: origination.uuid,
    originate_timeout: String(Math.max(1, Math.ceil(origination.ringSeconds))),
    origination_caller_id_number: origination.callerNumber,
    origination_caller_id_name: origination.callerName,
    ignore_early_media: String(origination.earlyMedia !== true),
    ...(origination.near === undefined ? {} : { yihao_near: origination.near }),
  };
  const list = Object.entries(variables)
    .map(([name, value]) => `${name}=${quoted(safeText(value))}`)
    .concat(selfAnswer(origination.answerAfterSeconds))
    .join(',');
  return ok(`{${list}}${endpoint.value} &park()`);
}

function renderTarget(to: LegTarget): Result<string> {
  if (to.kind === 'trunk') {
    const trunk = checkUser(to.trunk);
    if (!trunk.ok) return trunk;
    const number = checkNumber(to.number);
    return number.ok ? ok(`sofia/gateway/${trunk.value}/${number.value}`) : number;
  }
  const user = checkUser(to.user);
  if (!user.ok) return user;
  const domain = checkDomain(to.domain);
  return domain.ok ? ok(`user/${user.value}@${domain.value}`) : domain;
}

/** As desk phones and the browser's know it; the values are ours, and no space or comma is in them. */
function selfAnswer(seconds: number | undefined): string[] {
  if (seconds === undefined) return [];
  const after = Math.max(0, Math.round(seconds));
  return [
    `sip_h_Call-Info=<sip:yihao>;answer-after=${after}`,
    `sip_h_Alert-Info=<sip:yihao>;info=alert-autoanswer;delay=${after}`,
  ];
}

/** The command line is split at spaces outside single quotes, which safe text does not contain. */
function quoted(text: string): string {
  return text.includes(' ') ? `'${text}'` : text;
}
