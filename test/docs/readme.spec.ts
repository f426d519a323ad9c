import { expect, test } from 'playwright/test';
import { classifier } from '../support/onnxModel.js';
import { ALARM, ranInNode } from '../support/ranInNode.js';

test("the README's example for ONNX Runtime watches a session, and alarms", async () => {
  const fetched: string[] = [];
  const fetchFile = async (url: string) => {
    fetched.push(url);
    return new Response(classifier());
  };
  const { said } = await ranInNode('README.md', 'watchSession', {
    given: { fetch: fetchFile },
    edit: (code) => `${code}await monitor.idle();`,
  });
  expect(fetched).toEqual(['/models/mine.onnx']);
  expect(said.filter(({ level }) => level === 'info')).toHaveLength(90);
  const others = said.filter(({ level }) => level !== 'info');
  expect(others).toEqual([{ level: 'warn', text: expect.stringMatching(ALARM) }]);
  // All others were fine until then.
  expect(said.findIndex(({ level }) => level === 'warn')).toBeGreaterThan(60);
});
