/** Words of the page of a flow, around its editor. */
import { defineTexts } from '../i18n/language.js';

export const flowTexts = defineTexts(
  {
    back: '全部流程',
    live: (version: number) => `现行版本 ${version}`,
    trial: (version: number) => `试用版本 ${version}`,
    fileOnly: '文件版本',
    fresh: '新流程',
    draftOf: (author: string) => `草稿（${author}）`,
    dirty: '有未保存的修改',
    save: '保存草稿',
    saved: '草稿已保存，线上流程不受影响',
    discard: '放弃草稿',
    discardTitle: '确定放弃草稿？',
    discardWarning: '草稿与未保存的修改都会丢失，编辑器回到线上版本。',
    discarded: '草稿已放弃',
    draftConflict: '草稿未保存：期间有其他人改动',
    otherDraft: (author: string) =>
      `${author} 在您打开之后保存了另一份草稿。可以改用对方的草稿（您的文本可用“撤销”找回），或用您的文本覆盖它；取消则都不改动。`,
    draftGone:
      '您打开的草稿已被发布或放弃。可以改用线上版本（您的文本可用“撤销”找回），或仍把您的文本存为草稿；取消则都不改动。',
    takeDraft: '改用对方的草稿',
    takeLive: '改用线上版本',
    saveOver: '保存我的草稿',
    create: '新建流程',
    createName: '流程标识',
    createHint: '流程标识：字母、数字、点、下划线、短横线，最多 64 个字符',
  },
  {
    back: 'All flows',
    live: (version: number) => `Version ${version} in force`,
    trial: (version: number) => `Version ${version} on trial`,
    fileOnly: 'As the file has it',
    fresh: 'New flow',
    draftOf: (author: string) => `Draft (${author})`,
    dirty: 'Not saved yet',
    save: 'Save draft',
    saved: 'Draft saved; calls take no notice of it',
    discard: 'Discard draft',
    discardTitle: 'Discard the draft?',
    discardWarning: 'The draft and all that is not saved are lost; the editor goes back to the live version.',
    discarded: 'Draft discarded',
    draftConflict: 'Not saved: somebody else was faster',
    otherDraft: (author: string) =>
      `${author} saved another draft since you opened the flow. Take that one over (undo brings your text back), or put yours in its place; cancel leaves both.`,
    draftGone:
      'The draft that you opened was published or discarded. Take the live version over (undo brings your text back), or keep yours as a draft all the same; cancel leaves both.',
    takeDraft: 'Take the other draft over',
    takeLive: 'Take the live version over',
    saveOver: 'Save mine',
    create: 'New flow',
    createName: 'Id of the flow',
    createHint: 'Its id: letters, digits, dot, underscore, hyphen, at most 64',
  },
);
