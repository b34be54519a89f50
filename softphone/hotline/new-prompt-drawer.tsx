import { SoundOutlined, UploadOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Form, Input, Segmented, type FormRule } from 'antd';
import { useState, type ReactNode } from 'react';
import { optional, textRule, type FieldRule } from '../admin/field-rules.js';
import { ResourceDrawer } from '../admin/resource-drawer.js';
import { useRules } from '../admin/resource-form.js';
import { useDesk, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { prompts, type PromptAbout, type PromptView } from './contract.js';
import { FileButton } from './file-button.js';
import { promptTexts } from './prompt-texts.js';
import { SoundPlayer } from './sound-player.js';

type Way = 'upload' | 'speech';

interface PromptForm extends PromptAbout {
  readonly way: Way;
  readonly file?: File;
}

interface Props {
  /** Of the prompt that gets a new version; empty for a new one. */
  readonly about: Partial<PromptView>;
  readonly businesses: readonly string[];
  readonly close: () => void;
  readonly done: () => void;
}

const ways: readonly Way[] = ['upload', 'speech'];
const idRule: FieldRule = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? undefined : 'slug';

/** A recording that is uploaded, or a text that is spoken: a new prompt, or a new version of one. */
export function NewPromptDrawer({ about, businesses, close, done }: Props): ReactNode {
  const { client } = useDesk();
  const words = useTexts(promptTexts);
  const { id = '', language = 'zh-CN', business = '', text = '' } = about;
  return (
    <ResourceDrawer<PromptAbout, PromptForm>
      form={{
        keyOf: (one) => one.id,
        nameOf: (one) => one.id,
        keyField: 'id',
        fieldNames: ['id', 'language', 'business', 'text', 'way', 'file'],
        size: 560,
        savedWords: words.saved,
        blank: { ...{ id, language, business, text }, way: 'upload' },
        formOf: (one) => one,
        fields: () => <PromptFields fixed={about.id !== undefined} businesses={businesses} />,
        save: async ({ way, file, ...entered }) => {
          if (way === 'speech') await prompts.speak(client, entered);
          else if (file) await prompts.upload(client, entered, soundOf(file));
          return undefined;
        },
      }}
      {...{ title: id === '' ? words.add : words.renewOf(id), item: undefined, items: [], close, done }}
    />
  );
}

/** Some systems give a sound no type, or none that begins with `audio/`. */
const soundOf = (file: File): Blob =>
  new Blob([file], { type: file.type.startsWith('audio/') ? file.type : 'application/octet-stream' });

function PromptFields(props: { readonly fixed: boolean; readonly businesses: readonly string[] }): ReactNode {
  const { fixed, businesses } = props;
  const words = useTexts(promptTexts);
  const rules = useRules();
  const way = Form.useWatch<Way | undefined>('way') ?? 'upload';
  const fileRule: FormRule = { required: true, message: words.noFile };
  return (
    <>
      <div className="pair">
        <Form.Item name="id" label={words.id} rules={rules(idRule)} extra={words.idHint}>
          <Input autoFocus={!fixed} disabled={fixed} maxLength={64} />
        </Form.Item>
        <Form.Item name="language" label={words.language}>
          <Segmented
            disabled={fixed}
            options={(['zh-CN', 'en'] as const).map((value) => ({ value, label: words.languages[value] }))}
          />
        </Form.Item>
      </div>
      <Form.Item name="business" label={words.business} rules={rules(optional(textRule(80)))}>
        <AutoComplete options={businesses.map((value) => ({ value }))} maxLength={80} />
      </Form.Item>
      <Form.Item name="way" label={words.way}>
        <Segmented options={ways.map((value) => ({ value, label: words.ways[value] }))} />
      </Form.Item>
      <Form.Item
        name="text"
        label={words.text}
        rules={rules(way === 'speech' ? textRule(1000) : optional(textRule(1000)))}
        extra={way === 'speech' ? words.speakHint : undefined}
      >
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </Form.Item>
      {way === 'upload' ? (
        <Form.Item name="file" label={words.file} rules={[fileRule]} extra={words.fileHint}>
          <SoundFile />
        </Form.Item>
      ) : (
        <Preview />
      )}
    </>
  );
}

/** Chosen and heard before it is kept. */
function SoundFile({
  value,
  onChange,
}: {
  readonly value?: File;
  readonly onChange?: (file: File) => void;
}): ReactNode {
  const words = useTexts(promptTexts);
  return (
    <div className="stack">
      <div className="row">
        <FileButton
          label={words.choose}
          accept="audio/*,.wav,.mp3,.m4a,.aac,.ogg,.opus,.flac,.amr,.wma"
          icon={<UploadOutlined aria-hidden />}
          chosen={(file) => onChange?.(file)}
        />
        <span>{value?.name}</span>
      </div>
      {value && <SoundPlayer sound={value} name={value.name} />}
    </div>
  );
}

/** What the synthesiser makes of the text; nothing is kept. */
function Preview(): ReactNode {
  const { client } = useDesk();
  const words = useTexts(promptTexts);
  const attempt = useAttempt();
  const form = Form.useFormInstance<PromptForm>();
  const [spoken, setSpoken] = useState<Blob>();
  const [speaking, setSpeaking] = useState(false);
  async function speak(): Promise<void> {
    const { text, language } = await form
      .validateFields(['text', 'language'])
      .catch(() => ({ text: '' }) as never);
    if (!text) return;
    setSpeaking(true);
    await attempt(async () => setSpoken(await prompts.preview(client, language, text)));
    setSpeaking(false);
  }
  return (
    <div className="stack">
      <div className="row">
        <Button icon={<SoundOutlined aria-hidden />} loading={speaking} onClick={() => void speak()}>
          {words.preview}
        </Button>
      </div>
      {spoken && <SoundPlayer sound={spoken} name={words.preview} />}
    </div>
  );
}
