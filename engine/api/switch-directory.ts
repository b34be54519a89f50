/** Answers a switch that asks for a user, as mod_xml_curl does (media/EVENT_SOCKET.md, The directory). */
import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { findBrowserPhone, tokenMark, type BrowserPhone } from '../store/browser-phones.js';
import type { PhoneCredentials } from '../store/configuration-rows.js';
import type { ApiDeps } from './deps.js';
import { escapeXml, isSwitch } from './switch-access.js';

/** How long a switch may keep an answer: a changed password takes effect after it. */
const cacheableMs = 60_000;
/** The same for a browser, whose credentials end when its user signs out. */
const browserCacheableMs = 10_000;
const xml = 'text/xml; charset=utf-8';
/** More than any switch needs: it asks once a minute a phone, and caches. */
const askedPerSecond = 1_000;

const dialString =
  '{^^:sip_invite_domain=${dialed_domain}:presence_id=${dialed_user}@${dialed_domain}}${sofia_contact(*/${dialed_user}@${dialed_domain})}';

const notFound =
  '<document type="freeswitch/xml"><section name="result"><result status="not found"/></section></document>';

export const switchDirectory: FastifyPluginAsyncTypebox<ApiDeps> = async (app, deps) => {
  await app.register(formbody, { bodyLimit: 64 * 1024 });
  await app.register(rateLimit, { max: askedPerSecond, timeWindow: 1000 });
  app.post(
    '/switch/directory',
    {
      schema: {
        hide: true,
        body: Type.Object({
          section: Type.Optional(Type.String()),
          user: Type.Optional(Type.String()),
          domain: Type.Optional(Type.String()),
        }),
      },
      onRequest: (request, _reply, done) => {
        if (!isSwitch(request.headers.authorization, deps.switchSecret))
          throw new YihaoError('auth.required');
        done();
      },
    },
    async (request, reply) => {
      const { section, user = '', domain = deps.sipDomain } = request.body;
      if (section === 'directory' && user.includes(tokenMark)) {
        const found = await findBrowserPhone(deps.link.use().main, user, new Date(deps.clock.now()));
        return reply.type(xml).send(found ? browserDocument(deps, domain, found) : notFound);
      }
      const phone = section === 'directory' ? deps.current.phones.get(user) : undefined;
      const name = agentName(deps, user);
      return reply.type(xml).send(phone ? userDocument({ user, domain, name, phone }) : notFound);
    },
  );
};

function agentName({ current }: Pick<ApiDeps, 'current'>, id: string): string {
  return current.configuration.agents.find((agent) => agent.id === id)?.name ?? '';
}

function browserDocument(deps: ApiDeps, domain: string, phone: BrowserPhone): string {
  const { authUser, addressOfRecord } = phone;
  const name = agentName(deps, addressOfRecord);
  return userDocument({ user: authUser, domain, name, phone, addressOfRecord });
}

/** The document for one user. */
export function userDocument(of: {
  readonly user: string;
  readonly domain: string;
  readonly name: string;
  readonly phone: Pick<PhoneCredentials, 'ha1Md5' | 'ha1Sha256'>;
  /** Whom short-lived credentials stand for. */
  readonly addressOfRecord?: string;
}): string {
  const user = escapeXml(of.user);
  const param = (name: string, value: string): string =>
    `<param name="${name}" value="${escapeXml(value)}"/>`;
  const variable = (name: string, value: string): string =>
    `<variable name="${name}" value="${escapeXml(value)}"/>`;
  const aor = of.addressOfRecord === undefined ? '' : variable('yihao_aor', of.addressOfRecord);
  const keepMs = of.addressOfRecord === undefined ? cacheableMs : browserCacheableMs;
  return [
    `<document type="freeswitch/xml"><section name="directory"><domain name="${escapeXml(of.domain)}">`,
    `<params>${param('dial-string', dialString)}</params>`,
    `<groups><group name="default"><users><user id="${user}" cacheable="${keepMs}">`,
    `<params>${param('a1-hash', of.phone.ha1Md5)}${param('a1-hash-sha256', of.phone.ha1Sha256)}</params>`,
    `<variables>${variable('yihao_agent', of.addressOfRecord ?? of.user)}${aor}`,
    `${variable('effective_caller_id_name', of.name)}</variables>`,
    '</user></users></group></groups></domain></section></document>',
  ].join('\n');
}
