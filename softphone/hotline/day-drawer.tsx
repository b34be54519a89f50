import { DatePicker, Form, Input, Segmented, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { ReactNode } from 'react';
import { textRule } from '../admin/field-rules.js';
import { ResourceDrawer } from '../admin/resource-drawer.js';
import { useRules } from '../admin/resource-form.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { calendarTexts } from './calendar-texts.js';
import { calendars, type AreaDay, type SpecialKind } from './contract.js';
import { hoursText, readHours } from './hours-text.js';
import { useHoursRule } from './use-hours-rule.js';
import { datesBetween } from './year-days.js';

interface DayForm {
  readonly from: Dayjs;
  readonly to: Dayjs;
  readonly kind: SpecialKind;
  readonly name: string;
  readonly area: string;
  readonly hours: string;
  readonly asWeekday: number;
}

interface Props {
  readonly title: string;
  /** What is said of the day now; a new one has no name. */
  readonly day: Partial<AreaDay> & Pick<AreaDay, 'date' | 'area'>;
  readonly areas: readonly string[];
  readonly close: () => void;
  readonly done: () => void;
}

const kinds: readonly SpecialKind[] = ['holiday', 'workday', 'exception'];

/** A holiday, a made-up workday or an exception, of one day or several in a row. */
export function DayDrawer({ title, day, areas, close, done }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  const isNew = day.name === undefined;
  return (
    <ResourceDrawer<typeof day, DayForm>
      form={{
        keyOf: ({ date }) => date,
        nameOf: ({ date }) => date,
        keyField: 'name',
        fieldNames: ['from', 'to', 'kind', 'name', 'area', 'hours', 'asWeekday'],
        blank: {},
        savedWords: words.title,
        formOf: ({ date, kind = 'holiday', name = '', area, periods = [], asWeekday = 1 }) => ({
          ...{ from: dayjs(date), to: dayjs(date), kind, name, area, asWeekday, hours: hoursText(periods) },
        }),
        fields: () => <DayFields areas={areas} fixed={!isNew} />,
        save: async (entered) => {
          await calendars.saveDays(client, daysOf(entered));
          return undefined;
        },
      }}
      {...{ title, close, done, item: day, items: [] }}
    />
  );
}

function daysOf({ from, to, kind, name, area, hours, asWeekday }: DayForm): AreaDay[] {
  const periods = readHours(hours) ?? [];
  // A workday without hours of its own is worked as another weekday; an exception without any is closed.
  const own = periods.length > 0 || kind === 'exception' ? { periods } : {};
  const asked = kind === 'workday' ? { asWeekday } : {};
  return datesBetween(from.format('YYYY-MM-DD'), to.format('YYYY-MM-DD')).map((date) => ({
    area,
    date,
    kind,
    name,
    ...own,
    ...asked,
  }));
}

function DayFields({
  areas,
  fixed,
}: {
  readonly areas: readonly string[];
  readonly fixed: boolean;
}): ReactNode {
  const words = useTexts(calendarTexts);
  const rules = useRules();
  const hoursRule = useHoursRule();
  const kind = Form.useWatch<SpecialKind | undefined>('kind') ?? 'holiday';
  return (
    <>
      <div className="pair">
        <Form.Item name="from" label={words.days}>
          <DatePicker allowClear={false} format="YYYY-MM-DD" />
        </Form.Item>
        <Form.Item
          name="to"
          label={words.lastDay}
          dependencies={['from']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, last: Dayjs) =>
                last.isBefore(getFieldValue('from') as Dayjs, 'day')
                  ? Promise.reject(new Error(words.lastDayFault))
                  : Promise.resolve(),
            }),
          ]}
        >
          <DatePicker allowClear={false} format="YYYY-MM-DD" />
        </Form.Item>
      </div>
      <Form.Item name="kind" label={words.kind} extra={words.kindHint[kind]}>
        <Segmented options={kinds.map((value) => ({ value, label: words.kinds[value] }))} />
      </Form.Item>
      <Form.Item name="name" label={words.name} rules={rules(textRule(80))}>
        <Input autoFocus maxLength={80} />
      </Form.Item>
      {kind === 'workday' && (
        <Form.Item name="asWeekday" label={words.asWeekday}>
          <Select options={words.weekdayNames.map((label, i) => ({ value: i + 1, label }))} />
        </Form.Item>
      )}
      <Form.Item name="hours" label={words.hours} rules={hoursRule} extra={words.hoursHint}>
        <Input />
      </Form.Item>
      <Form.Item name="area" label={words.area} extra={words.areaHint}>
        <Select
          disabled={fixed}
          options={areas.map((value) => ({ value, label: value === '' ? words.everywhere : value }))}
        />
      </Form.Item>
    </>
  );
}
