import { EditOutlined, RollbackOutlined } from '@ant-design/icons';
import { Button, Card, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { adminTexts } from '../admin/admin-texts.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { useConfirm } from '../desk-shell/use-confirm.js';
import { calendarTexts } from './calendar-texts.js';
import { calendars, type AreaDay } from './contract.js';

interface Props {
  readonly days: readonly AreaDay[];
  readonly mayChange: boolean;
  readonly edit: (day: AreaDay) => void;
  readonly changed: () => void;
}

/** The year's holidays and exceptions as a list. */
export function SpecialDays({ days, mayChange, edit, changed }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  const admin = useTexts(adminTexts);
  const attempt = useAttempt();
  const confirm = useConfirm();
  const asUsual = (day: AreaDay): void =>
    confirm(`${day.date} ${day.name}`, words.asUsualWarning, async () => {
      if (await attempt(() => calendars.removeDay(client, day), words.asUsualDone)) changed();
    });
  const columns: TableColumnsType<AreaDay> = [
    { title: words.days, dataIndex: 'date' },
    { title: words.kind, render: (_, { kind }) => words.kinds[kind] },
    { title: words.name, dataIndex: 'name' },
    {
      title: words.hours,
      render: (_, { kind, periods, asWeekday }) => {
        if (periods && periods.length > 0) return periods.map(({ from, to }) => `${from}–${to}`).join(' ');
        return kind === 'workday' ? words.weekdayNames[(asWeekday ?? 1) - 1] : words.closed;
      },
    },
    { title: words.area, render: (_, { area }) => (area === '' ? words.everywhere : area) },
  ];
  const actions: TableColumnsType<AreaDay> = [
    {
      title: admin.actions,
      render: (_, day) => (
        <div className="row row-tight">
          <Button
            size="small"
            icon={<EditOutlined aria-hidden />}
            aria-label={admin.editItem(day.date)}
            onClick={() => edit(day)}
          >
            {admin.edit}
          </Button>
          <Button
            size="small"
            icon={<RollbackOutlined aria-hidden />}
            aria-label={`${words.asUsual} ${day.date}`}
            onClick={() => asUsual(day)}
          >
            {words.asUsual}
          </Button>
        </div>
      ),
    },
  ];
  return (
    <Card size="small" title={<h2>{words.list}</h2>}>
      <Table<AreaDay>
        size="small"
        rowKey={({ area, date }) => `${area} ${date}`}
        locale={{ emptyText: words.noDays }}
        dataSource={[...days]}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 15, hideOnSinglePage: true, size: 'small', showTotal: admin.total }}
        columns={mayChange ? [...columns, ...actions] : columns}
      />
    </Card>
  );
}
