import { Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { slugRule, textRule } from '../admin/field-rules.js';
import { ResourceDrawer } from '../admin/resource-drawer.js';
import { useRules } from '../admin/resource-form.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { calendarTexts } from './calendar-texts.js';
import { calendars, type CalendarConfig } from './contract.js';
import { hoursText, readHours } from './hours-text.js';
import { useHoursRule } from './use-hours-rule.js';

interface HoursForm extends Omit<CalendarConfig, 'weekly'> {
  /** As typed, from Monday. */
  readonly weekly: readonly string[];
}

interface Props {
  /** Undefined: a new one. */
  readonly calendar: CalendarConfig | undefined;
  readonly all: readonly CalendarConfig[];
  readonly close: () => void;
  readonly done: (id: string) => void;
}

const workdays = [0, 1, 2, 3, 4];
const usual = '09:00-12:00 13:30-17:30';

/** Hours of a week: one line a day. */
export function HoursDrawer({ calendar, all, close, done }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  let saved = '';
  return (
    <ResourceDrawer<CalendarConfig, HoursForm>
      form={{
        keyOf: ({ id }) => id,
        nameOf: ({ name }) => name,
        keyField: 'id',
        fieldNames: ['id', 'name', 'area', 'timeZone', 'weekly'],
        blank: {
          ...{ area: '', timeZone: 'Asia/Shanghai' },
          weekly: words.weekdayNames.map((_, i) => (workdays.includes(i) ? usual : '')),
        },
        formOf: ({ weekly, ...rest }) => ({
          ...rest,
          weekly: words.weekdayNames.map((_, i) => hoursText(weekly[String(i + 1)] ?? [])),
        }),
        fields: (one) => <HoursFields existing={one !== undefined} />,
        save: async ({ weekly, area, ...entered }) => {
          const days = weekly.flatMap((text, i) => {
            const periods = readHours(text) ?? [];
            return periods.length > 0 ? [[String(i + 1), periods] as const] : [];
          });
          await calendars.save(client, { ...entered, area: area.trim(), weekly: Object.fromEntries(days) });
          saved = entered.id;
          return undefined;
        },
      }}
      title={calendar ? words.editOf(calendar.name) : words.add}
      item={calendar}
      items={all}
      close={close}
      done={() => done(saved)}
    />
  );
}

function HoursFields({ existing }: { readonly existing: boolean }): ReactNode {
  const words = useTexts(calendarTexts);
  const rules = useRules();
  const hoursRule = useHoursRule();
  const form = Form.useFormInstance<HoursForm>();
  const copyMonday = (): void => {
    const typed = form.getFieldValue('weekly') as HoursForm['weekly'];
    form.setFieldValue(
      'weekly',
      typed.map((text, i) => (workdays.includes(i) ? typed[0] : text)),
    );
  };
  return (
    <>
      <div className="pair">
        <Form.Item name="id" label={words.id} rules={rules(slugRule)} extra={words.idHint}>
          <Input autoFocus={!existing} disabled={existing} maxLength={40} />
        </Form.Item>
        <Form.Item name="name" label={words.calendarName} rules={rules(textRule(80))}>
          <Input maxLength={80} />
        </Form.Item>
      </div>
      <div className="pair">
        <Form.Item name="area" label={words.calendarArea} extra={words.areaHint}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="timeZone" label={words.timeZone} rules={rules(textRule(64))}>
          <Input maxLength={64} />
        </Form.Item>
      </div>
      <fieldset className="steps">
        <legend>{words.weekly}</legend>
        <p className="card-note">
          {words.hoursHint} {words.weeklyHint}
        </p>
        {words.weekdayNames.map((name, i) => (
          <Form.Item
            key={name}
            name={['weekly', i]}
            label={name}
            rules={hoursRule}
            layout="horizontal"
            labelCol={{ flex: '104px' }}
            labelAlign="left"
          >
            <Input placeholder={words.closedDay} />
          </Form.Item>
        ))}
        <Button onClick={copyMonday}>{words.sameAsMonday}</Button>
      </fieldset>
    </>
  );
}
