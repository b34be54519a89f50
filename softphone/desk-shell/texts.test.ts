import t from 'tap';
import { adminTexts } from '../admin/admin-texts.js';
import { callTexts } from '../admin/call-texts.js';
import { distributionTexts } from '../distribution/distribution-texts.js';
import { calendarTexts } from '../hotline/calendar-texts.js';
import { hotlineTexts } from '../hotline/hotline-texts.js';
import { listTexts } from '../hotline/list-texts.js';
import { promptTexts } from '../hotline/prompt-texts.js';
import { routingTexts } from '../distribution/routing-texts.js';
import { simulatorTexts } from '../distribution/simulator-texts.js';
import { editorTexts } from '../flows/editor/editor-texts.js';
import { flowTexts } from '../flows/flow-texts.js';
import { releaseTexts } from '../flows/panels/release-texts.js';
import { trialTexts } from '../flows/panels/trial-texts.js';
import { agentTexts } from '../agent/agent-texts.js';
import { barTexts } from '../bar/bar-texts.js';
import { callerTexts } from '../caller/caller-texts.js';
import { shellTexts } from './shell-texts.js';
import { supervisorTexts } from '../supervisor/supervisor-texts.js';
import { domainTexts } from '../i18n/domain-texts.js';
import type { Texts } from '../i18n/language.js';

const all: Readonly<Record<string, Texts<unknown>>> = {
  ...{ distributionTexts, routingTexts, simulatorTexts },
  ...{ calendarTexts, hotlineTexts, listTexts, promptTexts },
  ...{ flowTexts, editorTexts, releaseTexts, trialTexts },
  ...{ adminTexts, agentTexts, barTexts, callTexts, callerTexts, domainTexts, shellTexts, supervisorTexts },
};

/** Latin words that Chinese uses as they are; each language names the other one in that one's own words. */
const borrowed = /\b(?:MP3|MOS|IP|https|Esc|Delete|English|TLS|FreeSWITCH|XLSX|CSV|JSON|WAV)\b/g;

/** @returns every string there is, with where it stands; a function is asked with a number, which no language has words for. */
function said(words: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words === 'function') {
    return said((words as (...given: readonly number[]) => unknown)(7, 7, 7), path);
  }
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([name, below]) => said(below, `${path}.${name}`));
}

t.test('no English stands in the Chinese words, and no Chinese in the English ones', async (t) => {
  for (const [name, texts] of Object.entries(all)) {
    const foreignToChinese = said(texts['zh-CN'], name).filter(([, text]) =>
      /[A-Za-z]{2,}/.test(text.replace(borrowed, '')),
    );
    t.same(foreignToChinese, []);
    const foreignToEnglish = said(texts.en, name).filter(
      ([, text]) => /\p{Script=Han}/u.test(text) && text !== '中文',
    );
    t.same(foreignToEnglish, []);
  }
});
