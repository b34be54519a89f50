import { Form, Input, Slider } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../desk-shell/desk-context.js';
import type { TrialRule } from './panel-requests.js';
import { releaseTexts } from './release-texts.js';

export interface EnteredTrial {
  readonly percent?: number;
  readonly numbers?: string;
}

const numberPattern = /^[+]?[0-9]{1,32}$/;

const numbersIn = (text: string): string[] =>
  text
    .split(/[\s,，;；]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

export function trialRule({ percent = 0, numbers = '' }: EnteredTrial): TrialRule {
  return { share: percent / 100, numbers: [...new Set(numbersIn(numbers))] };
}

export function enteredTrial({ share, numbers }: TrialRule): EnteredTrial {
  return { percent: Math.round(share * 100), numbers: numbers.join('\n') };
}

/** Which callers get a version on trial. */
export function TrialFields(): ReactNode {
  const words = useTexts(releaseTexts);
  return (
    <>
      <Form.Item name="percent" label={words.share}>
        <Slider
          min={0}
          max={100}
          marks={{ 0: '0%', 50: '50%', 100: '100%' }}
          ariaLabelForHandle={words.share}
          tooltip={{ formatter: (value) => `${value ?? 0}%` }}
        />
      </Form.Item>
      <Form.Item
        name="numbers"
        label={words.numbers}
        rules={[
          {
            validator: (_, value: string | undefined) =>
              numbersIn(value ?? '').every((one) => numberPattern.test(one))
                ? Promise.resolve()
                : Promise.reject(new Error(words.numberWrong)),
          },
        ]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} placeholder={words.numbersHint} />
      </Form.Item>
    </>
  );
}
