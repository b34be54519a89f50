import { Card, Drawer, Table } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useDesk, useLanguage, useQueueName, useTexts } from '../desk-shell/desk-context.js';
import { Facts } from '../desk-shell/facts.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { formatDateTime, formatTime } from '../i18n/format.js';
import { causeWords, qualityFigures } from './call-quality.js';
import {
  readCallDetail,
  readTimeline,
  text,
  time,
  type CallDetail,
  type CallRecord,
  type Row,
} from './call-record.js';
import { callTexts } from './call-texts.js';
import { CallDecisions } from './call-decisions-view.js';
import { titledPath, type TimelineEntry } from './call-timeline.js';
import { CallTimeline } from './call-timeline-view.js';
import { RecordingPlayer } from './recording-player.js';

interface Props {
  readonly record: CallRecord;
  readonly close: () => void;
}

/** Everything that is known of one call. */
export function CallDrawer({ record, close }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(callTexts);
  const [loaded, reload] = useLoaded(
    useCallback(() => readCallDetail(client, record.id), [client, record.id]),
  );
  const [timeline, readAgain] = useLoaded(
    useCallback(() => readTimeline(client, record.id), [client, record.id]),
  );
  return (
    <Drawer open size={760} title={words.detailOf(record.caller)} onClose={close}>
      <LoadedView loaded={loaded} reload={reload}>
        {(detail) => (
          // The focus can come here: without a recording nothing else in it would scroll by keys.
          <div className="stack" role="region" aria-label={words.detailOf(record.caller)} tabIndex={0}>
            <Overview call={detail.call} timeline={timeline.name === 'there' ? timeline.value : []} />
            <CallDecisions loaded={timeline} reload={readAgain} />
            <Recordings detail={detail} />
            <Legs legs={detail.legs} />
            <CallTimeline loaded={timeline} reload={readAgain} />
          </div>
        )}
      </LoadedView>
    </Drawer>
  );
}

interface OverviewProps {
  readonly call: CallRecord;
  readonly timeline: readonly TimelineEntry[];
}

function Overview({ call, timeline }: OverviewProps): ReactNode {
  const words = useTexts(callTexts);
  const language = useLanguage();
  const queueName = useQueueName();
  const outcomes: Readonly<Record<string, string>> = words.outcomes;
  const parties: Readonly<Record<string, string>> = words.parties;
  const surveys: Readonly<Record<string, string>> = words.surveyStates;
  const data = Object.entries(call.data)
    .map(([key, value]) => `${key}: ${value}`)
    .join('；');
  return (
    <Facts
      items={[
        [words.id, call.id],
        [words.startedAt, formatDateTime(call.startedAt, language)],
        [words.caller, call.caller],
        [words.called, call.called],
        [words.queue, queueName(call.queue)],
        [words.agent, call.agent],
        [words.outcome, outcomes[call.outcome] ?? call.outcome],
        [words.rating, call.rating || surveys[call.surveyState]],
        [words.hungUpBy, parties[call.hungUpBy] ?? call.hungUpBy],
        [words.cause, causeWords(call.cause, language)],
        [words.flow, call.flow],
        [words.path, titledPath(call.ivrPath, timeline).join(' → ')],
        [words.keys, call.keys.map(({ node, digits }) => `${node}: ${digits}`).join(' → ')],
        [words.data, data],
      ]}
    />
  );
}

function Recordings({ detail }: { readonly detail: CallDetail }): ReactNode {
  const words = useTexts(callTexts);
  const states: Readonly<Record<string, string>> = words.recordingStates;
  return (
    <Card size="small" title={<h2>{words.recordings}</h2>}>
      {detail.recordings.length === 0 && words.noRecording}
      {detail.recordings.map((one) => (
        <RecordingPlayer
          key={text(one['id'])}
          call={detail.call.id}
          recording={text(one['id'])}
          state={states[text(one['state'])] ?? text(one['state'])}
        />
      ))}
    </Card>
  );
}

function Legs({ legs }: { readonly legs: readonly Row[] }): ReactNode {
  const words = useTexts(callTexts);
  const language = useLanguage();
  const roles: Readonly<Record<string, string>> = words.legRoles;
  const at = (leg: Row, column: string): string => {
    const moment = time(leg[column]);
    return moment === undefined ? '' : formatTime(moment, language);
  };
  return (
    <Card size="small" title={<h2>{words.legs}</h2>}>
      <Table<Row>
        size="small"
        rowKey={(leg) => text(leg['id'])}
        pagination={false}
        dataSource={[...legs]}
        columns={[
          { title: words.role, render: (_, leg) => roles[text(leg['role'])] ?? text(leg['role']) },
          { title: words.party, render: (_, leg) => text(leg['party']) },
          { title: words.rang, render: (_, leg) => at(leg, 'ringingAt') },
          { title: words.answered, render: (_, leg) => at(leg, 'answeredAt') },
          { title: words.ended, render: (_, leg) => at(leg, 'endedAt') },
          { title: words.cause, render: (_, leg) => causeWords(text(leg['cause']), language) },
          { title: words.quality, render: (_, leg) => <Quality measured={leg['quality']} /> },
        ]}
      />
    </Card>
  );
}

function Quality({ measured }: { readonly measured: unknown }): ReactNode {
  const { qualities } = useTexts(callTexts);
  return qualityFigures(measured).map(({ name, figure }) => (
    <div key={name} className="quality">
      {qualities[name]} {figure}
    </div>
  ));
}
