import { CheckCircleOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Card, DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useNow, useTexts } from '../desk-shell/desk-context.js';
import { ToneTag } from '../desk-shell/tone-tag.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { calendarTexts } from './calendar-texts.js';
import { calendars, type OpenAt } from './contract.js';
import { dateWords, dayWords } from './day-words.js';

/** Is it open at …? As flows would find it. */
export function OpenCheck({ calendar }: { readonly calendar: string }): ReactNode {
  const { client } = useDesk();
  const words = useTexts(calendarTexts);
  const language = useLanguage();
  const attempt = useAttempt();
  const now = useNow();
  const [at, setAt] = useState<Dayjs | null>(null);
  const [found, setFound] = useState<OpenAt>();
  const check = (): Promise<boolean> =>
    attempt(async () => setFound(await calendars.at(client, calendar, at?.valueOf() ?? now)));
  return (
    <Card size="small" title={<h2>{words.check}</h2>}>
      <div className="row">
        <DatePicker
          aria-label={words.checkAt}
          placeholder={dayjs(now).format('YYYY-MM-DD HH:mm')}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          value={at}
          onChange={(chosen: Dayjs | null) => setAt(chosen)}
        />
        <Button onClick={() => void check()}>{words.checkButton}</Button>
        <span role="status" className="row">
          {found && (
            <>
              <ToneTag
                tone={found.open ? 'good' : 'bad'}
                icon={found.open ? <CheckCircleOutlined /> : <StopOutlined />}
              >
                {found.open ? words.isOpen : words.isClosed}
              </ToneTag>
              <span>
                {words.because(
                  `${dateWords(found.day, language)} ${found.time}`,
                  dayWords(found.day, language),
                )}
              </span>
            </>
          )}
        </span>
      </div>
    </Card>
  );
}
