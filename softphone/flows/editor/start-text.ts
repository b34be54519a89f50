/** What a flow begins as: the shortest one that is right. */
export function startText(flow: string): string {
  return `flow: ${flow}
language: zh-CN
timeZone: Asia/Shanghai
start: hangup

nodes:
  hangup:
    kind: hangup
`;
}
