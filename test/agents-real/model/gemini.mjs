import { events } from './sse.mjs';

/** Gemini generateContent and its streaming form. */
export const gemini = {
  speaks: (path) =>
    /\/models\/[^/]+:(?:streamGenerateContent|generateContent|countTokens)$/.test(path),
  plain: (path) => (path.endsWith(':countTokens') ? { totalTokens: 10 } : undefined),
  tools: (body) =>
    (body.tools ?? []).flatMap((tool) => (tool.functionDeclarations ?? []).map((one) => one.name)),

  last(body) {
    const message = (body.contents ?? []).findLast((one) => one.role === 'user');
    const parts = message?.parts ?? [];
    const result = parts.find((part) => part.functionResponse !== undefined);
    const given = result?.functionResponse.response ?? {};
    return {
      // One message may hold several: what the program adds of its own, words that a refusal left
      // without a reply, and last what was said now.
      text: parts.findLast((part) => part.text !== undefined)?.text ?? '',
      result: result === undefined ? null : (given.output ?? given.error ?? JSON.stringify(given)),
    };
  },

  /** Its router asks for a verdict in a form of its own; any that fits will do. */
  aside(body) {
    const wanted = body.generationConfig?.responseJsonSchema?.properties;
    if (wanted === undefined) return 'A title';
    const values = Object.entries(wanted).map(([name, { type }]) => [
      name,
      type === 'INTEGER' || type === 'NUMBER' ? 1 : 'flash',
    ]);
    return JSON.stringify(Object.fromEntries(values));
  },

  say(response, { path }) {
    const out = path.endsWith(':streamGenerateContent') ? events(response) : null;
    const candidate = (part) => ({ content: { role: 'model', parts: [part] }, index: 0 });
    return {
      part: (text) => out?.send({ candidates: [candidate({ text })] }),
      turn(turn) {
        const calls = turn.calls?.map(({ name, input }) => ({ name, args: input }));
        const parts =
          turn.text === undefined
            ? (calls ?? [callOf(turn)]).map((functionCall) => ({ functionCall }))
            : [{ text: turn.text }];
        const reply = {
          candidates: [{ content: { role: 'model', parts }, index: 0, finishReason: 'STOP' }],
          usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
        };
        if (out === null) {
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify(reply));
          return;
        }
        out.send(reply);
        out.end();
      },
    };
  },
};

function callOf({ tool, input }) {
  switch (tool) {
    case 'run':
      return {
        name: 'run_shell_command',
        args: { command: input.command, description: 'Asked for' },
      };
    case 'write':
      return { name: 'write_file', args: { file_path: input.path, content: input.content } };
    case 'ask':
      return {
        name: 'ask_user',
        args: {
          questions: [
            {
              question: input.question,
              header: 'Colour',
              type: 'choice',
              multiSelect: input.several,
              options: [
                { label: 'Red', description: 'Like a rose' },
                { label: 'Blue', description: 'Like the sea' },
              ],
            },
          ],
        },
      };
    default:
      return { name: tool, args: input };
  }
}
