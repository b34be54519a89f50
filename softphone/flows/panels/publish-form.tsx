import { CloudUploadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Checkbox, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from '../../desk-shell/desk-context.js';
import { useAttempt } from '../../desk-shell/use-attempt.js';
import { requests, type Finding } from '../contract.js';
import { findingHint, findingReason } from '../editor/finding-words.js';
import type { PanelProps } from '../flow-panels.js';
import { liveBaseOf } from '../open-text.js';
import { isConflict, useConflict } from '../use-conflict.js';
import { CaseResults } from './case-results.js';
import { panelRequests, type JudgedWithCases } from './panel-requests.js';
import { releaseTexts } from './release-texts.js';
import { TrialFields, trialRule, type EnteredTrial } from './trial-fields.js';

interface Entered extends EnteredTrial {
  readonly reason: string;
  readonly onTrial?: boolean;
}

interface Props extends Pick<PanelProps, 'flow' | 'text' | 'base' | 'settle' | 'takeOver'> {
  /** There is a version that the other calls get. */
  readonly canTry: boolean;
  /** The version on trial, whose place the text takes. */
  readonly trial: number | undefined;
  readonly published: () => void;
  /** Somebody else has published, and the person wants to look at it first. */
  readonly conflicted: () => void;
}

/** Checks the text, runs the test cases, and puts it into force with a reason. */
export function PublishForm({
  flow,
  text,
  base,
  settle,
  takeOver,
  canTry,
  trial,
  published,
  conflicted,
}: Props): ReactNode {
  const { client } = useDesk();
  const { message } = App.useApp();
  const words = useTexts(releaseTexts);
  const attempt = useAttempt();
  const ask = useConflict();
  const [form] = Form.useForm<Entered>();
  const onTrial = Form.useWatch('onTrial', form) === true && canTry;
  const [judged, setJudged] = useState<{ readonly text: string; readonly by: JudgedWithCases }>();
  const [busy, setBusy] = useState(false);

  async function put({ reason, ...rule }: Entered, basedOn: number): Promise<void> {
    const { cases } = base;
    const { version } = await panelRequests.publish(client, flow, {
      ...{ text, cases, basedOn, reason: reason.trim() },
      ...(trial !== undefined && { endsTrial: trial }),
      ...(onTrial && { canary: trialRule(rule) }),
    });
    void message.success(onTrial ? words.publishedOnTrial(version) : words.published(version));
    settle({ text, cases, version, draftAt: null });
    form.resetFields();
    published();
  }
  async function settleConflict(entered: Entered, refused: unknown): Promise<void> {
    const now = await requests.open(client, flow);
    if (now.release?.canary && now.release.canary.version !== trial) {
      // A trial that began meanwhile is shown first; the next attempt ends it knowingly.
      conflicted();
      throw refused;
    }
    const live = liveBaseOf(flow, now);
    const choice = await ask({
      title: words.conflict(live.version),
      content: words.conflictWays(base.version),
      theirs: words.takeLive(live.version),
      mine: words.publishOver(live.version),
    });
    if (choice === 'mine') await put(entered, live.version);
    else {
      if (choice === 'theirs') takeOver({ ...live, draftAt: base.draftAt });
      conflicted();
    }
  }
  async function publish(entered: Entered): Promise<void> {
    setBusy(true);
    await attempt(async () => {
      const by = await panelRequests.check(client, flow, text, base.cases);
      setJudged({ text, by });
      if (!by.ok) return;
      try {
        await put(entered, base.version);
      } catch (error) {
        if (!isConflict(error)) throw error;
        await settleConflict(entered, error);
      }
    });
    setBusy(false);
  }
  return (
    <Form<Entered>
      form={form}
      layout="vertical"
      initialValues={{ percent: 10 }}
      onFinish={(entered) => void publish(entered)}
    >
      <p className="card-note">{words.publishIntro}</p>
      <Form.Item
        name="reason"
        label={words.reason}
        rules={[{ required: true, whitespace: true, message: words.reasonHint }]}
      >
        <Input maxLength={500} placeholder={words.reasonHint} />
      </Form.Item>
      {canTry && (
        <Form.Item name="onTrial" valuePropName="checked">
          <Checkbox>{words.onTrial}</Checkbox>
        </Form.Item>
      )}
      {onTrial && <TrialFields />}
      {trial !== undefined && <Alert type="warning" showIcon title={words.endsTrial(trial)} />}
      <Button type="primary" htmlType="submit" loading={busy} icon={<CloudUploadOutlined aria-hidden />}>
        {words.publishNow}
      </Button>
      <div aria-live="assertive">{judged?.text === text && <Judged by={judged.by} />}</div>
    </Form>
  );
}

function Judged({ by }: { readonly by: JudgedWithCases }): ReactNode {
  const words = useTexts(releaseTexts);
  const failed = by.cases.filter(({ failure }) => failure !== null);
  return (
    <div className="stack flow-judged">
      {by.errors.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={words.faults(by.errors.length)}
          description={<Findings found={by.errors} />}
        />
      )}
      {failed.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={words.casesFail(failed.length)}
          description={<CaseResults cases={failed} />}
        />
      )}
      {by.warnings.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={words.warnings(by.warnings.length)}
          description={<Findings found={by.warnings} />}
        />
      )}
    </div>
  );
}

const mostShown = 20;

function Findings({ found }: { readonly found: readonly Finding[] }): ReactNode {
  const words = useTexts(releaseTexts);
  const language = useLanguage();
  return (
    <ul className="flow-findings">
      {found.slice(0, mostShown).map(({ line, path, reason, hint }) => (
        <li key={`${line} ${path} ${reason}`}>
          {words.line(line)} <code>{path}</code> {findingReason(reason, language)}{' '}
          <span className="dim">{findingHint(hint, language)}</span>
        </li>
      ))}
    </ul>
  );
}
