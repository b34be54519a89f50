import { Type } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpStatus, YihaoError } from '../../kernel/errors.js';
import { isDatabaseAway } from '../store/database.js';

/** The body of every refusal. */
export const errorSchema = Type.Object({
  code: Type.String({ description: 'One of docs/errors.md' }),
  message: Type.String(),
  where: Type.String({ description: 'The part of the request that is meant, as a path; may be empty' }),
});

/** Answers every error with a code of the catalogue. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => send(reply, toYihaoError(error, request)));
  app.setNotFoundHandler((request, reply) =>
    send(reply, new YihaoError('not.found', { what: 'address', id: `${request.method} ${request.url}` })),
  );
}

function send(reply: FastifyReply, error: YihaoError): FastifyReply {
  if (error.code === 'auth.limited') void reply.header('retry-after', String(error.details['seconds'] ?? 1));
  const where = String(error.details['where'] ?? '');
  return reply.code(httpStatus(error.code)).send({ code: error.code, message: error.message, where });
}

function toYihaoError(error: FastifyError, request: FastifyRequest): YihaoError {
  if (error instanceof YihaoError) return error;
  if (error.validation) {
    const [first] = error.validation;
    const where = `${error.validationContext ?? 'request'}${first?.instancePath ?? ''}`;
    return new YihaoError('request.invalid', { where, reason: validationReason(first) }, error);
  }
  if (isDatabaseAway(error)) return new YihaoError('database.failed', { reason: error.message }, error);
  // A statement that took too long (57014), and one that its client gave up.
  if (error.code === '57014' || error.message === 'Query read timeout') {
    return new YihaoError('database.failed', { reason: 'it took too long; ask for less' }, error);
  }
  // Class 22: a value that PostgreSQL can't hold, such as a text with a zero in it. Its own words may quote the value.
  if (/^22...$/.test(error.code)) {
    const reason = 'holds a value that cannot be stored or looked for';
    return new YihaoError('request.invalid', { where: 'request', reason }, error);
  }
  if (error.code === '23503') {
    return new YihaoError(
      'conflict',
      { what: 'entry', id: '', reason: 'is used by, or needs, another one' },
      error,
    );
  }
  if (error.statusCode === 429) return new YihaoError('auth.limited', { seconds: 1 }, error);
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new YihaoError('request.invalid', { where: 'request', reason: error.message }, error);
  }
  request.log.error({ err: error }, 'a request failed');
  return new YihaoError('internal', { request: request.id }, error);
}

function validationReason(first: NonNullable<FastifyError['validation']>[number] | undefined): string {
  const { additionalProperty, allowedValues } = first?.params ?? {};
  if (typeof additionalProperty === 'string') return `has an unknown name: ${additionalProperty}`;
  if (Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(', ')}`;
  return first?.message ?? 'is not as it should be';
}
