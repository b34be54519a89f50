import {
  DeleteOutlined,
  DownloadOutlined,
  EditOutlined,
  LeftOutlined,
  PlusOutlined,
  RightOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { App, Button, Card, Empty, Select } from 'antd';
import dayjs from 'dayjs';
import { useCallback, useState, type ReactNode } from 'react';
import { useDesk, useNow, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { LoadedView } from '../desk-shell/loaded-view.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { useLoaded } from '../desk-shell/use-loaded.js';
import { readCalendarFile } from './calendar-file.js';
import { calendarTexts } from './calendar-texts.js';
import { calendars, type AreaDay, type CalendarConfig } from './contract.js';
import { DayDrawer } from './day-drawer.js';
import { FileButton } from './file-button.js';
import { HoursDrawer } from './hours-drawer.js';
import { OpenCheck } from './open-check.js';
import { saveFile } from './save-file.js';
import { SpecialDays } from './special-days.js';
import { saidOf } from './year-days.js';
import { YearLegend, YearView } from './year-view.js';

const [firstYear, lastYear] = [2000, 2099];

/** Working hours (工作时间管理) and holidays (节假日管理), on the view of a year. */
export default function HoursPage(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  const { user } = useSignedIn();
  const mayChange = user.role === 'administrator';
  const [loaded, reload] = useLoaded(useCallback(() => calendars.list(client), [client]));
  const [chosen, setChosen] = useState<string>();
  const [edited, setEdited] = useState<{ readonly calendar: CalendarConfig | undefined }>();
  const adding = { calendar: undefined };
  return (
    <LoadedView loaded={loaded} reload={reload}>
      {(all) => {
        const calendar = all.find(({ id }) => id === chosen) ?? all[0];
        return (
          <div className="stack">
            {calendar ? (
              <CalendarYear
                key={calendar.id}
                {...{ calendar, all, mayChange, reload }}
                choose={setChosen}
                change={(one) => setEdited({ calendar: one })}
              />
            ) : (
              <Card size="small" title={<h2>{words.title}</h2>}>
                <Empty description={words.none}>
                  {mayChange && (
                    <div className="row centred">
                      <Button
                        type="primary"
                        icon={<PlusOutlined aria-hidden />}
                        onClick={() => setEdited(adding)}
                      >
                        {words.add}
                      </Button>
                      <ImportButton done={reload} />
                    </div>
                  )}
                </Empty>
              </Card>
            )}
            {edited && (
              <HoursDrawer
                calendar={edited.calendar}
                all={all}
                close={() => setEdited(undefined)}
                done={(id) => {
                  setEdited(undefined);
                  setChosen(id);
                  reload();
                }}
              />
            )}
          </div>
        );
      }}
    </LoadedView>
  );
}

interface YearProps {
  readonly calendar: CalendarConfig;
  readonly all: readonly CalendarConfig[];
  readonly mayChange: boolean;
  readonly choose: (id: string) => void;
  /** Undefined: a new one. */
  readonly change: (calendar: CalendarConfig | undefined) => void;
  readonly reload: () => void;
}

function CalendarYear({ calendar, all, mayChange, choose, change, reload }: YearProps): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const today = dayjs(useNow()).format('YYYY-MM-DD');
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const [edited, setEdited] = useState<Partial<AreaDay> & Pick<AreaDay, 'date' | 'area'>>();
  const load = useCallback(
    () => Promise.all([calendars.year(client, calendar.id, year), calendars.days(client, year)]),
    // Hours that were changed make other days: the calendar is a new object after each reading.
    [client, calendar, year],
  );
  const [loaded, again] = useLoaded(load);
  const areas = [...new Set(['', ...all.map(({ area }) => area)])];
  const fresh = { date: year === Number(today.slice(0, 4)) ? today : `${year}-01-01`, area: '' };
  const remove = (): void =>
    confirm(words.removeOf(calendar.name), words.removeWarning, async () => {
      if (await attempt(() => calendars.remove(client, calendar.id))) reload();
    });
  const tools = (
    <div className="row card-tools wrap">
      <Select
        aria-label={words.calendar}
        className="calendar-choice"
        value={calendar.id}
        options={all.map(({ id, name, area }) => ({
          value: id,
          label: area === '' ? name : `${name} · ${area}`,
        }))}
        onChange={choose}
      />
      <YearSteps year={year} setYear={setYear} />
      {mayChange && (
        <>
          <Button
            icon={<EditOutlined aria-hidden />}
            aria-label={words.edit}
            onClick={() => change(calendar)}
          />
          <Button danger icon={<DeleteOutlined aria-hidden />} aria-label={words.remove} onClick={remove} />
          <Button onClick={() => change(undefined)}>{words.add}</Button>
          <ImportButton
            done={() => {
              reload();
              again();
            }}
          />
        </>
      )}
      <ExportButton />
      {mayChange && (
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited(fresh)}>
          {words.addDays}
        </Button>
      )}
    </div>
  );
  return (
    <>
      <Card size="small" title={<h2>{words.title}</h2>} extra={tools}>
        <LoadedView loaded={loaded} reload={again}>
          {([days, special]) => (
            <>
              <YearLegend days={days} />
              <YearView
                days={days}
                today={today}
                edit={
                  mayChange
                    ? (date) =>
                        setEdited(saidOf(special, calendar.area, date) ?? { date, area: calendar.area })
                    : undefined
                }
              />
            </>
          )}
        </LoadedView>
      </Card>
      <OpenCheck calendar={calendar.id} />
      <LoadedView loaded={loaded} reload={again}>
        {([, special]) => (
          <SpecialDays
            days={special.filter(({ area }) => area === '' || area === calendar.area)}
            {...{ mayChange, edit: setEdited, changed: again }}
          />
        )}
      </LoadedView>
      {edited && (
        <DayDrawer
          title={edited.name === undefined ? words.addDays : words.editDay(edited.date)}
          day={edited}
          areas={areas}
          close={() => setEdited(undefined)}
          done={() => {
            setEdited(undefined);
            again();
          }}
        />
      )}
    </>
  );
}

function YearSteps({
  year,
  setYear,
}: {
  readonly year: number;
  readonly setYear: (year: number) => void;
}): ReactNode {
  const words = useTexts(calendarTexts);
  return (
    <div className="row row-tight">
      <Button
        icon={<LeftOutlined aria-hidden />}
        aria-label={words.yearBefore}
        disabled={year <= firstYear}
        onClick={() => setYear(year - 1)}
      />
      <strong className="year-shown" aria-live="polite">
        {words.year(year)}
      </strong>
      <Button
        icon={<RightOutlined aria-hidden />}
        aria-label={words.yearAfter}
        disabled={year >= lastYear}
        onClick={() => setYear(year + 1)}
      />
    </div>
  );
}

function ImportButton({ done }: { readonly done: () => void }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  const { message } = App.useApp();
  const attempt = useAttempt();
  async function take(file: File): Promise<void> {
    const read = readCalendarFile(await file.text());
    if (!read) {
      void message.error(words.notJson);
      return;
    }
    const imported = await attempt(
      async () => {
        for (const calendar of read.calendars) await calendars.save(client, calendar);
        if (read.days.length > 0) await calendars.saveDays(client, read.days);
      },
      words.imported(read.calendars.length, read.days.length),
    );
    if (imported) done();
  }
  return (
    <FileButton
      label={words.import}
      accept=".json,application/json"
      icon={<UploadOutlined aria-hidden />}
      chosen={(file) => void take(file)}
    />
  );
}

function ExportButton(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  const attempt = useAttempt();
  const give = (): Promise<boolean> =>
    attempt(async () => {
      const [all, days] = await Promise.all([calendars.list(client), calendars.days(client)]);
      const text = JSON.stringify({ calendars: all, days }, null, 2);
      saveFile(new Blob([text], { type: 'application/json' }), 'working-hours.json');
    });
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={() => void give()}>
      {words.export}
    </Button>
  );
}
