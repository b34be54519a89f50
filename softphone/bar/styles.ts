/**
 * The bar's look. Colours follow the colour scheme of the page around it, or the attribute `theme`; no state is told by
 * colour alone. In a shadow root, so neither page harms the other.
 */
export const barStyles = `
:host {
  display: block; container-type: inline-size;
  --ink: light-dark(#1b2430, #e6ebf2); --soft: light-dark(#56616f, #9aa7b7);
  --ground: light-dark(#ffffff, #161c24); --raised: light-dark(#f4f6f9, #212a35);
  --line: light-dark(#d5dbe3, #364250); --accent: light-dark(#1557c0, #7ab0ff);
  --good: light-dark(#14713c, #63d392); --busy: light-dark(#8a5300, #f2bd62);
  --call: light-dark(#1557c0, #7ab0ff); --warn: light-dark(#8a5300, #f2bd62);
  --bad: light-dark(#b3201e, #ff8f8a); --idle: light-dark(#56616f, #9aa7b7);
  font: 14px/1.4 -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', system-ui, sans-serif;
  color: var(--ink); text-align: left;
}
:host([theme='light']) { color-scheme: light; }
:host([theme='dark']) { color-scheme: dark; }
:host([hidden]), [hidden] { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }
.bar { position: relative; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; }
.row { display: flex; align-items: center; gap: 12px; padding: 6px 12px; min-height: 88px; flex-wrap: wrap; }
.other { display: flex; align-items: center; gap: 12px; padding-inline-end: 12px; }
.other > :first-child { flex: 1; }
.who { flex: 0 0 auto; inline-size: 216px; }
.agent { display: flex; align-items: baseline; gap: 10px; color: var(--soft); font-size: 12px; white-space: nowrap; }
.agent .name { color: var(--ink); font-weight: 600; overflow: hidden; text-overflow: ellipsis; }
.state { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 6px; font-size: 17px; font-weight: 600; color: var(--tone); }
.state::before { content: ''; align-self: center; inline-size: 10px; block-size: 10px; border-radius: 50%; background: currentcolor; flex: none; }
.state .detail { font-size: 12px; font-weight: 400; color: var(--soft); overflow-wrap: anywhere; }
.timers { display: flex; flex-wrap: wrap; gap: 2px 10px; font-size: 12px; color: var(--soft); }
.timers b { color: var(--ink); font-weight: 600; font-variant-numeric: tabular-nums; }
.call { flex: 1 1 190px; min-width: 150px; border-inline-start: 1px solid var(--line); padding-inline-start: 12px; min-height: 44px; }
.call .title { font-size: 12px; color: var(--soft); }
.call .number { font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.call .number .name { font-size: 14px; font-weight: 400; margin-inline-start: 6px; }
.call .warning { color: var(--bad); font-size: 12px; font-weight: 600; margin-inline-start: 6px; }
.call .facts { display: flex; flex-wrap: wrap; gap: 0 12px; font-size: 12px; color: var(--soft); max-block-size: 36px; overflow: hidden; }
.call .facts b { color: var(--ink); font-weight: 500; }
.call:empty { flex-basis: 0; min-width: 0; border: 0; padding: 0; }
.incoming .call { animation: pulse 1.2s ease-in-out infinite; border-radius: 4px; }
@keyframes pulse { 50% { background: color-mix(in srgb, var(--call) 16%, transparent); } }
@media (prefers-reduced-motion: reduce) { .incoming .call { animation: none; outline: 2px solid var(--call); } }
.actions { display: flex; flex-wrap: wrap; gap: 2px; flex: 0 1 auto; }
button { font: inherit; color: inherit; background: none; border: 1px solid transparent; border-radius: 6px; cursor: pointer; padding: 4px 10px; }
button:hover:enabled { background: var(--raised); }
button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button:disabled { opacity: .42; cursor: default; }
.action[aria-pressed='true']:disabled { opacity: .9; }
.action { display: flex; flex-direction: column; align-items: center; gap: 2px; min-inline-size: 48px; padding: 5px 4px 3px; font-size: 12px; line-height: 1.2; white-space: nowrap; }
.action svg { inline-size: 22px; block-size: 22px; }
svg { fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.action[data-action='keypad'] svg { stroke-width: 3.4; }
.action[aria-pressed='true'] { background: var(--raised); border-color: var(--accent); color: var(--accent); font-weight: 600; }
.action[data-action='answer']:enabled { background: light-dark(#14713c, #1b7f45); color: #fff; }
.action[data-action='hangUp']:enabled { background: light-dark(#b3201e, #b32c2a); color: #fff; }
.incoming .action[data-action='answer']:enabled { outline: 3px solid color-mix(in srgb, var(--good) 45%, transparent); }
.gap { inline-size: 1px; background: var(--line); margin: 6px 4px; }
.light { color: var(--tone); }
.light::before { content: '●'; margin-inline-end: 4px; }
[data-tone='bad'].light::before { content: '▲'; }
[data-tone='good'] { --tone: var(--good); } [data-tone='busy'] { --tone: var(--busy); } [data-tone='call'] { --tone: var(--call); }
[data-tone='warn'] { --tone: var(--warn); } [data-tone='bad'] { --tone: var(--bad); } [data-tone='idle'] { --tone: var(--idle); }
.alert { display: flex; align-items: center; gap: 10px; padding: 5px 10px; border-block-start: 1px solid var(--line); }
.alert::before { font-weight: 700; }
.alert[data-kind='error'] { color: var(--bad); } .alert[data-kind='error']::before { content: '⚠'; }
.alert[data-kind='warn'] { color: var(--warn); } .alert[data-kind='warn']::before { content: '!'; }
.alert[data-kind='info']::before { content: 'ℹ'; color: var(--accent); }
.alert .text { flex: 1; }
.alert button, button.plain { border-color: var(--line); }
.message { background: color-mix(in srgb, var(--accent) 10%, transparent); }
.panel { position: absolute; inset-inline-end: 8px; inset-block-start: calc(100% + 4px); z-index: 1000; inline-size: min(420px, calc(100cqi - 16px));
  background: var(--ground); border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 8px 28px rgb(0 0 0 / .25); padding: 12px; max-block-size: min(70vh, 560px); overflow: auto; }
.panel h2 { font-size: 15px; margin: 0 0 8px; }
.panel footer { display: flex; justify-content: flex-end; gap: 8px; margin-block-start: 12px; flex-wrap: wrap; }
.primary { background: light-dark(#1557c0, #2a6cd6); color: #fff; }
.primary:hover:enabled { background: light-dark(#0f479f, #3a7ce6); }
input, select { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 6px 8px; inline-size: 100%; min-inline-size: 0; }
input[type='checkbox'] { inline-size: auto; }
label { display: block; margin-block-end: 10px; font-size: 13px; }
label > input:not([type='checkbox']), label > select { margin-block-start: 4px; }
label.inline { display: flex; align-items: center; gap: 8px; }
.form { display: flex; gap: 8px; align-items: end; flex-wrap: wrap; padding: 8px 10px; }
.form label > input { margin: 0; }
.form label { margin: 0; display: flex; align-items: center; gap: 8px; white-space: nowrap; } .form input { inline-size: 190px; }
.form .primary { min-block-size: 36px; }
.plainText { padding: 14px 12px; color: var(--soft); }
.list { list-style: none; margin: 8px 0 0; padding: 0; max-block-size: 260px; overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
.list [role='option'] { display: flex; gap: 8px; padding: 5px 8px; cursor: pointer; align-items: baseline; }
.list [role='option'] .kind { flex: none; inline-size: 3.6em; color: var(--soft); font-size: 12px; }
.list [role='option'] .grow { flex: 1; } .list .dim { color: var(--soft); font-size: 12px; }
.list [aria-selected='true'] { background: color-mix(in srgb, var(--accent) 18%, transparent); }
.keys { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px; }
.keys button { font-size: 20px; padding: 8px; border-color: var(--line); }
.sent { min-block-size: 24px; font-size: 18px; text-align: center; letter-spacing: 2px; margin-block-end: 8px; font-variant-numeric: tabular-nums; }
.choices { display: grid; grid-template-columns: repeat(2, 1fr); gap: 6px; }
.choices button { border-color: var(--line); padding: 8px; }
.meter { block-size: 10px; border: 1px solid var(--line); border-radius: 5px; overflow: hidden; margin-block: 4px 10px; }
.meter div { block-size: 100%; inline-size: 0; background: var(--good); transition: inline-size 90ms linear; }
table { inline-size: 100%; border-collapse: collapse; font-size: 13px; } td { padding: 3px 4px; border-block-end: 1px solid var(--line); } td:last-child { text-align: end; } td button { font-size: 12px; padding: 2px 8px; }
kbd { font: inherit; border: 1px solid var(--line); border-radius: 4px; padding: 0 5px; background: var(--raised); white-space: nowrap; }
.refusal { color: var(--bad); min-block-size: 1.4em; }
.sr { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
