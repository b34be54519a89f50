import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { distributionTexts } from './distribution-texts.js';
import './distribution.css';

interface Props {
  readonly name: (string | number)[];
  /** The same from the top of the form, where the list stands in another one. */
  readonly label: string;
  readonly addLabel: string;
  readonly blank: object;
  /** Fields of one item; their names are relative to the list. */
  readonly children: (at: number) => ReactNode;
}

/** A list of settings in a form: add, fill in, remove. */
export function StepList({ name, label, addLabel, blank, children }: Props): ReactNode {
  const words = useTexts(distributionTexts);
  return (
    <fieldset className="steps">
      <legend>{label}</legend>
      <Form.List name={name}>
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name: at }, n) => (
              <div className="step" key={key}>
                <div>{children(at)}</div>
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined aria-hidden />}
                  aria-label={`${label}：${words.remove(n + 1)}`}
                  onClick={() => remove(at)}
                />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add(blank)}>
              {addLabel}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
