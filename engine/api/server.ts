/** The HTTP interface put together. */
import cookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { browserPages, pagePolicy } from './browser-pages.js';
import { callRoutes } from './call-routes.js';
import { contactRoutes } from './contact-routes.js';
import { controlRoutes } from './control-routes.js';
import { forbiddenRoutes } from './forbidden-routes.js';
import { meRoutes } from './me-routes.js';
import { switchConfiguration } from './switch-configuration.js';
import { trunkRoutes } from './trunk-routes.js';
import { callerRoutes } from './caller-routes.js';
import { agentRoutes } from './agent-routes.js';
import { numberRoutes } from './number-routes.js';
import { queueRoutes } from './queue-routes.js';
import { skillRoutes } from './skill-routes.js';
import type { ApiDeps } from './deps.js';
import { allowEmbedding, embeddingRoutes } from './embedding.js';
import { answerErrors } from './error-reply.js';
import { eventStream, type StreamFigures } from './event-stream.js';
import { calendarRoutes } from './calendar-routes.js';
import { flowLifeRoutes } from './flow-life-routes.js';
import { promptRoutes } from './prompt-routes.js';
import { listRoutes } from './list-routes.js';
import { regionRoutes } from './region-routes.js';
import { numberSheetRoutes } from './number-sheet-routes.js';
import { flowReleaseRoutes } from './flow-release-routes.js';
import { flowSoundRoutes } from './flow-sound-routes.js';
import { flowTrialRoutes } from './flow-trial-routes.js';
import { flowRoutes } from './flow-routes.js';
import { liveRoutes } from './live-routes.js';
import { operationsRoutes } from './operations-routes.js';
import { phoneRoutes } from './phone-routes.js';
import { routingRoutes } from './routing-routes.js';
import { taskRoutes } from './task-routes.js';
import { recordingRoutes } from './recording-routes.js';
import { sessionRoutes } from './session-routes.js';
import { simulationRoutes } from './simulation-routes.js';
import type { RelayFigures } from './sip-relay.js';
import { longestSipMessage, sipSocket } from './sip-socket.js';
import { switchDirectory } from './switch-directory.js';
import { userRoutes } from './user-routes.js';
import { voicemailRoutes } from './voicemail-routes.js';

/** For what is no page; /docs brings a policy of its own. */
const contentPolicy =
  "default-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export async function buildApi(given: ApiDeps): Promise<FastifyInstance> {
  const streamFigures: StreamFigures = { clients: 0, sent: 0, dropped: 0, refused: 0 };
  const relayFigures: RelayFigures = { open: 0, messages: 0, pauses: 0, refused: 0 };
  const deps: ApiDeps = {
    ...given,
    figures: () => ({
      ...given.figures(),
      event_readers: streamFigures.clients,
      events_sent_total: streamFigures.sent,
      events_dropped_total: streamFigures.dropped,
      event_readers_refused_total: streamFigures.refused,
      sip_sockets: relayFigures.open,
      sip_socket_messages_total: relayFigures.messages,
      sip_socket_pauses_total: relayFigures.pauses,
      sip_sockets_refused_total: relayFigures.refused,
    }),
  };
  const loggerInstance: FastifyBaseLogger = deps.log;
  const app = fastify({
    loggerInstance,
    // Addresses of requests hold callers' numbers as filters; they stay out of the log.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 256 * 1024,
    // A proxy of this machine that ends TLS tells the browser's address, protocol and host; nobody else is believed.
    trustProxy: 'loopback',
    genReqId: () => deps.random.uuid(),
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, allErrors: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.decorateRequest('session', null);
  answerErrors(app);
  addHeaders(app);
  allowEmbedding(app, deps.embedOrigins);
  await app.register(cookie);
  await app.register(websocket, { options: { maxPayload: longestSipMessage } });
  // For sendFile of the recordings; serves nothing by itself.
  await app.register(fastifyStatic, { root: deps.dataFolder, serve: false });
  if (!(await browserPages(app, deps.softphoneFolder))) {
    deps.log.warn(
      { folder: deps.softphoneFolder },
      'the pages of softphone/ are not built; npm run build makes them',
    );
  }
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'Yihao',
        version: '0.1.0',
        description: 'Contact-centre engine; errors are in docs/errors.md',
      },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  for (const routes of [
    ...[
      sessionRoutes,
      userRoutes,
      skillRoutes,
      queueRoutes,
      numberRoutes,
      agentRoutes,
      liveRoutes,
      flowRoutes,
      callRoutes,
      controlRoutes,
      meRoutes,
      contactRoutes,
      forbiddenRoutes,
      trunkRoutes,
      switchConfiguration,
    ],
    ...[routingRoutes, taskRoutes],
    ...[recordingRoutes, operationsRoutes, switchDirectory, simulationRoutes],
    ...[
      flowReleaseRoutes,
      flowTrialRoutes,
      flowSoundRoutes,
      flowLifeRoutes,
      calendarRoutes,
      listRoutes,
      regionRoutes,
      numberSheetRoutes,
    ],
    ...[promptRoutes, voicemailRoutes],
  ]) {
    await app.register(routes, deps);
  }
  await app.register(phoneRoutes, deps);
  await app.register(embeddingRoutes, deps);
  await app.register(callerRoutes, { ...deps, relayFigures });
  await app.register(sipSocket, { ...deps, relayFigures });
  await app.register(eventStream, { ...deps, streamFigures });
  return app;
}

function addHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
    const [path = ''] = request.url.split('?');
    const policy = pagePolicy(path, app.embedOrigins) ?? contentPolicy;
    // What /docs brings says nothing of frames.
    if (path.startsWith('/docs')) void reply.header('x-frame-options', 'DENY');
    else void reply.header('content-security-policy', policy);
    done(null, payload);
  });
}
