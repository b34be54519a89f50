import type { Logger } from '../../kernel/log.js';
import type { TrunkSettings } from '../sip/trunk.js';
import type { Post } from './directory.js';
import { parseAccessListsXml, parseTrunksXml } from './trunks-xml.js';

export interface TrunkSourceOptions {
  /** Posts to the engine's `/switch/configuration`. */
  readonly post: Post;
  readonly log: Logger;
  /** Those of the settings, which stay; an own one of the engine goes before one of the same name. */
  readonly written: readonly TrunkSettings[];
  readonly replace: (trunks: readonly TrunkSettings[]) => void;
}

/** The trunks that the engine keeps, asked for as mod_xml_curl asks for FreeSWITCH's sofia.conf and acl.conf. */
export class TrunkSource {
  readonly #options: TrunkSourceOptions;

  constructor(options: TrunkSourceOptions) {
    this.#options = options;
  }

  /** Reads them anew. @returns false when the engine can't be asked or says nothing of use: all stays as it is. */
  async rescan(): Promise<boolean> {
    const { post, log, written, replace } = this.#options;
    try {
      const [lists, gateways] = await Promise.all([post(question('acl.conf')), post(question('sofia.conf'))]);
      const allowed = parseAccessListsXml(lists);
      const parsed = allowed.ok ? parseTrunksXml(gateways, allowed.value) : allowed;
      if (!parsed.ok) throw new Error(parsed.why);
      if (!parsed.value) return true;
      for (const name of parsed.value.refused)
        log.warn({ trunk: name }, 'a trunk of the engine makes no sense');
      const names = new Set(parsed.value.trunks.map(({ name }) => name));
      replace([...written.filter(({ name }) => !names.has(name)), ...parsed.value.trunks]);
      return true;
    } catch (error) {
      log.warn({ err: error }, 'trunks not read; they stay as they are');
      return false;
    }
  }
}

function question(name: 'sofia.conf' | 'acl.conf'): URLSearchParams {
  return new URLSearchParams({
    section: 'configuration',
    tag_name: 'configuration',
    key_name: 'name',
    key_value: name,
  });
}
