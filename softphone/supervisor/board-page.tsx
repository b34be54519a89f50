import { NotificationOutlined, SettingOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useLive, useNow, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { ActivityFeed } from './activity-feed.js';
import { tasksAtAgents } from '../tasks/task-model.js';
import { TaskTable } from '../tasks/task-table.js';
import { taskTexts } from '../tasks/task-texts.js';
import { AgentTable } from './agent-table.js';
import { boardFigures } from './board-model.js';
import { CallTable } from './call-table.js';
import { FiguresRow } from './figures-row.js';
import { HelpRequests } from './help-requests.js';
import { KeptPlaces } from './kept-places.js';
import { LinesPanel } from './lines-panel.js';
import { MessageDialog } from './message-dialog.js';
import { OutsideServices } from './outside-services.js';
import { OwnPhoneCall } from './own-phone-call.js';
import { QueueTable } from './queue-table.js';
import { callOfSupervisor, supervisedCalls } from './supervised-call.js';
import { SupervisionStrip } from './supervision-strip.js';
import { supervisorTexts } from './supervisor-texts.js';
import { ThresholdDialog } from './threshold-dialog.js';
import { WaitingTable } from './waiting-table.js';
import './board.css';

/** The live board (话务监控). */
export default function BoardPage(): ReactNode {
  const { user } = useSignedIn();
  const { picture, conversations, tasks } = useLive();
  const words = useTexts(supervisorTexts);
  const taskWords = useTexts(taskTexts);
  const atAgents = tasksAtAgents(tasks);
  const now = useNow();
  const [open, setOpen] = useState<'thresholds' | 'message'>();
  const calls = useMemo(() => supervisedCalls(picture.calls, conversations), [picture.calls, conversations]);
  const joined = callOfSupervisor(calls, user.name);
  const close = (): void => setOpen(undefined);
  return (
    <div className="stack">
      {joined && <SupervisionStrip call={joined} />}
      <OwnPhoneCall />
      <div className="board-head">
        <FiguresRow figures={boardFigures(picture, now)} />
        <div className="row">
          <Button icon={<NotificationOutlined aria-hidden />} onClick={() => setOpen('message')}>
            {words.messageAll}
          </Button>
          <Button icon={<SettingOutlined aria-hidden />} onClick={() => setOpen('thresholds')}>
            {words.thresholds}
          </Button>
        </div>
      </div>
      <div className="columns board-columns">
        <div className="stack">
          <QueueTable queues={picture.queues} now={now} />
          <WaitingTable queues={picture.queues} agents={picture.agents} tasks={tasks} now={now} />
          {atAgents.length > 0 && <TaskTable title={taskWords.atAgents} tasks={atAgents} now={now} />}
          <AgentTable agents={picture.agents} calls={calls} now={now} />
        </div>
        <div className="stack">
          <HelpRequests calls={calls} />
          <KeptPlaces now={now} />
          <CallTable calls={calls} />
          <LinesPanel switches={picture.switches} />
          <OutsideServices now={now} />
          <ActivityFeed />
        </div>
      </div>
      {open === 'thresholds' && <ThresholdDialog close={close} />}
      {open === 'message' && <MessageDialog to="all" name={words.everybody} close={close} />}
    </div>
  );
}
