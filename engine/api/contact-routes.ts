/** The contacts that agents transfer to by one key. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { YihaoError } from '../../kernel/errors.js';
import { deleteContact, listContacts, saveContact } from '../store/desk-rows.js';
import { everybody, leaders, need, note } from './access.js';
import type { ApiDeps } from './deps.js';
import { contact, contactSettings } from './desk-schemas.js';
import { closed, empty, listOf, slug } from './schemas.js';

const byId = closed({ id: slug });

export const contactRoutes: FastifyPluginAsyncTypebox<ApiDeps> = (app, deps) => {
  app.get(
    '/api/contacts',
    { onRequest: need(deps, everybody), schema: { summary: 'Contacts', response: { 200: listOf(contact) } } },
    async () => ({ items: await listContacts(deps.link.use().main) }),
  );
  app.post(
    '/api/contacts',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Create a contact', body: closed(contactSettings), response: { 201: contact } },
    },
    async (request, reply) => {
      const made = { id: deps.random.uuid(), ...request.body };
      await saveContact(deps.link.use().main, made);
      await note(deps, request, 'contact.created', made.id, made);
      return reply.code(201).send(made);
    },
  );
  app.put(
    '/api/contacts/:id',
    {
      onRequest: need(deps, leaders),
      schema: {
        summary: 'Create or change a contact',
        params: byId,
        body: closed(contactSettings),
        response: { 200: contact },
      },
    },
    async (request) => {
      const saved = { id: request.params.id, ...request.body };
      await saveContact(deps.link.use().main, saved);
      await note(deps, request, 'contact.saved', saved.id, saved);
      return saved;
    },
  );
  app.delete(
    '/api/contacts/:id',
    {
      onRequest: need(deps, leaders),
      schema: { summary: 'Delete a contact', params: byId, response: { 204: empty } },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await deleteContact(deps.link.use().main, id)))
        throw new YihaoError('not.found', { what: 'contact', id });
      await note(deps, request, 'contact.deleted', id);
      return reply.code(204).send(null);
    },
  );
  return Promise.resolve();
};
