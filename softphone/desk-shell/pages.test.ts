import t from 'tap';
import { homeFor, pageFor, pagesFor } from './pages.js';

t.test('each role begins on its own page', async (t) => {
  t.equal(homeFor('agent'), 'agent');
  t.equal(homeFor('supervisor'), 'supervisor');
  t.equal(homeFor('administrator'), 'supervisor');
});

t.test('administration is for administrators alone', async (t) => {
  t.notOk(pagesFor('agent').includes('admin'));
  t.notOk(pagesFor('supervisor').includes('admin'));
  t.ok(pagesFor('administrator').includes('admin'));
});

t.test('an address of a page that is unknown or of another role leads home', async (t) => {
  t.equal(pageFor('agent', 'admin'), 'agent');
  t.equal(pageFor('supervisor', 'constructor'), 'supervisor');
  t.equal(pageFor('administrator', 'admin'), 'admin');
});
