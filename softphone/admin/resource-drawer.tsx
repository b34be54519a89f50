import { Alert, App, Button, Drawer, Form } from 'antd';
import { useState, type ReactNode } from 'react';
import { useDesk, useLanguage, useTexts } from '../desk-shell/desk-context.js';
import { shellTexts } from '../desk-shell/shell-texts.js';
import { asRefused } from '../desk-shell/use-loaded.js';
import { adminTexts } from './admin-texts.js';
import { showRefusal } from './resource-form.js';

export interface ResourceForm<T, F extends object> {
  readonly keyOf: (item: T) => string;
  /** What people call an item. */
  readonly nameOf: (item: T) => string;
  /** The field that names an item for good; a new item may not take the name of another one. */
  readonly keyField: keyof F & string;
  /** Every field; refusals of others stand over the form. */
  readonly fieldNames: readonly (keyof F & string)[];
  readonly blank: Partial<F>;
  /** Width of the form in pixels, 460 when nothing is said. */
  readonly size?: number;
  /** On the button, and afterwards, where it is not the engine that keeps it. */
  readonly saveLabel?: string;
  readonly savedWords?: string;
  /** What an item has beyond the fields of the form is not sent. */
  readonly formOf: (item: T) => Partial<F>;
  readonly fields: (item: T | undefined) => ReactNode;
  /** @returns a secret to be shown once, where the engine made one. */
  readonly save: (entered: F, item: T | undefined) => Promise<string | undefined>;
}

interface Props<T, F extends object> {
  readonly form: ResourceForm<T, F>;
  readonly title: string;
  /** Undefined: a new one. */
  readonly item: T | undefined;
  readonly items: readonly T[];
  readonly close: () => void;
  readonly done: (secret: string | undefined) => void;
}

/** The form of one item, with what is wrong at the field that it is about. */
export function ResourceDrawer<T, F extends object>(props: Props<T, F>): ReactNode {
  const { form: resource, title, item, items, close, done } = props;
  const { session } = useDesk();
  const { message } = App.useApp();
  const words = useTexts(adminTexts);
  const shell = useTexts(shellTexts);
  const language = useLanguage();
  const [form] = Form.useForm<F>();
  const [saving, setSaving] = useState(false);
  const [fault, setFault] = useState<string>();

  async function save(entered: F): Promise<void> {
    const taken = !item && items.some((one) => resource.keyOf(one) === entered[resource.keyField]);
    if (taken) {
      const wrong = { name: [resource.keyField], errors: [words.there] };
      form.setFields([wrong] as unknown as Parameters<typeof form.setFields>[0]);
      return;
    }
    setSaving(true);
    setFault(undefined);
    try {
      const secret = await resource.save(entered, item);
      void message.success(resource.savedWords ?? words.saved);
      done(secret);
    } catch (error) {
      const refused = asRefused(error);
      if (refused.signedOut) session.dispatch({ type: 'session.missing' });
      const { fieldNames: names, keyField } = resource;
      setFault(showRefusal(form, refused, { names, keyField }, language));
      setSaving(false);
    }
  }

  return (
    <Drawer
      open
      size={resource.size ?? 460}
      title={title}
      onClose={close}
      footer={
        <div className="row">
          <Button type="primary" loading={saving} onClick={() => form.submit()}>
            {resource.saveLabel ?? words.save}
          </Button>
          <Button onClick={close}>{shell.cancel}</Button>
        </div>
      }
    >
      <div aria-live="assertive">{fault !== undefined && <Alert showIcon type="error" title={fault} />}</div>
      <Form<F>
        form={form}
        layout="vertical"
        scrollToFirstError={{ focus: true }}
        initialValues={item ? resource.formOf(item) : resource.blank}
        onFinish={(entered) => void save(entered)}
      >
        {resource.fields(item)}
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}
