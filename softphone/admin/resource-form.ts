/** From rules and refusals to what Ant Design's forms take. */
import type { FormInstance, FormRule } from 'antd';
import type { Refused } from '../api/refused.js';
import { useTexts } from '../desk-shell/desk-context.js';
import { refusalWords } from '../desk-shell/refusal-words.js';
import { faultField } from '../desk-shell/request-fault.js';
import type { Language } from '../i18n/language.js';
import { adminTexts } from './admin-texts.js';
import type { FieldRule } from './field-rules.js';

/** A form rule that says in the language of the page what is wrong. */
export function useRules(): (rule: FieldRule) => FormRule[] {
  const { faults } = useTexts(adminTexts);
  return (rule) => [
    {
      // Only for the mark at the label: the validator says what is wrong.
      required: rule('') !== undefined,
      validator: (_, value: unknown) => {
        const fault = rule(value);
        return fault === undefined ? Promise.resolve() : Promise.reject(new Error(faults[fault]));
      },
    },
  ];
}

/**
 * Shows a refusal at its field.
 * @param keyField the field that names the item: a conflict is about it.
 * @returns what has to be shown over the form, where there is no such field; otherwise undefined.
 */
export function showRefusal(
  form: FormInstance,
  refused: Refused,
  fields: { readonly names: readonly string[]; readonly keyField: string },
  language: Language,
): string | undefined {
  const words = refusalWords(refused, language);
  const conflict = refused.code === 'conflict' && refused.message.endsWith('is there already');
  const name = conflict ? [fields.keyField] : faultField(refused, fields.names);
  if (name === undefined || !hasField(form, name)) return words;
  form.setFields([{ name: [...name], errors: [words] }]);
  // The first fault is what the person has to see; a long form may have scrolled past it.
  form.scrollToField([...name], { block: 'center', focus: true });
  return undefined;
}

/** Whether the form shows a field of this name now: an error of another one would be seen by nobody. */
export function hasField(form: FormInstance, name: readonly (string | number)[]): boolean {
  const wanted = name.join('.');
  return form.getFieldsError().some((field) => field.name.join('.') === wanted);
}
