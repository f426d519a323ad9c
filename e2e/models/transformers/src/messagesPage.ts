import './runtime.js';
import {
  AutoModel,
  AutoTokenizer,
  env,
  pipeline,
  type Tensor,
  type TextClassificationPipeline,
} from '@huggingface/transformers';
import { DriftMonitor, Reference } from 'tfjs-drift/core';
import { fitSession, type OnnxSession, tapOnnx, watchSession } from 'tfjs-drift/onnx';
import { messages } from '../../shared/messages.js';
import { isSame, type Run, run } from '../../shared/run.js';

const known = [...messages(1, 80)];
const calm = () => messages(2, 20);
const disturbed = () => messages(3, 30, 'complaints');

const rowOf = ({ data }: Tensor): Float32Array => data as Float32Array;

/** `AutoModel` gives logits and features of a tapped file in one pass. */
async function autoModel(): Promise<Run> {
  const load = (file: string) =>
    AutoModel.from_pretrained('mine', { model_file_name: file, dtype: 'fp32' });
  const [model, bare] = [await load('tapped'), await load('model')];
  const tokenizer = await AutoTokenizer.from_pretrained('mine');
  const rows: Float32Array[] = [];
  for (const text of known) rows.push(rowOf((await model(await tokenizer(text))).pooled));
  const reference = await Reference.fromFeatures(rows);
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  return run(
    monitor,
    { features: 'pooled', reference },
    {
      calm: calm(),
      disturbed: disturbed(),
      take: async (text) => {
        const inputs = await tokenizer(text);
        const { logits, pooled } = await model(inputs);
        monitor.observe({ values: rowOf(pooled), width: pooled.dims.at(-1) });
        return isSame(rowOf(logits), rowOf((await bare(inputs)).logits));
      },
    },
  );
}

const classifier = (options: object) =>
  pipeline('text-classification', 'mine', { dtype: 'fp32', device: 'wasm', ...options });

interface TokenizedPipeline {
  readonly tokenizer: TextClassificationPipeline['tokenizer'];
}

/** What a pipeline gives to its session for some texts. */
function feedsOf({ tokenizer }: TokenizedPipeline, session: OnnxSession, texts: string[]): object {
  const inputs: [string, Tensor][] = Object.entries(
    tokenizer(texts, { padding: true, truncation: true }),
  );
  const asked = inputs.filter(([name]) => session.inputNames.includes(name));
  return Object.fromEntries(asked.map(([name, { ort_tensor }]) => [name, ort_tensor]));
}

interface Watched {
  readonly device?: GPUDevice;
  readonly calm?: number;
}

/** A pipeline whose session is replaced by a watched one, and one that is not. */
async function watchClassifier(
  classify: TextClassificationPipeline,
  bare: TextClassificationPipeline,
  { device, calm = 20 }: Watched = {},
): Promise<Run & { readonly outputs: string[] }> {
  const session = classify.model.sessions['model'];
  const options = { features: 'pooled', hide: true, ...(device && { device }) };
  const feeds = known.map((text) => feedsOf(classify, session, [text]));
  const reference = await fitSession(session, feeds, options);
  const monitor = new DriftMonitor({
    reference,
    sampling: 'independent',
    ...(device && { device, compute: 'webgpu' }),
  });
  classify.model.sessions['model'] = watchSession(monitor, session, options);
  const answerOf = async (of: TextClassificationPipeline, text: string) =>
    JSON.stringify(await of(text, { top_k: 3 }));
  const outcome = await run(
    monitor,
    { features: options.features, reference },
    {
      calm: messages(2, calm),
      disturbed: disturbed(),
      take: async (text) => (await answerOf(classify, text)) === (await answerOf(bare, text)),
    },
  );
  const outputs = Object.keys(await classify.model(classify.tokenizer(known[0]!)));
  return { ...outcome, outputs };
}

async function servedTap() {
  const [tapped, bare] = [
    await classifier({ model_file_name: 'tapped' }),
    await classifier({ model_file_name: 'model' }),
  ];
  return watchClassifier(tapped, bare);
}

/** The tap is made as the file is loaded, and is in the browser's cache from then on. */
async function tapInPage() {
  const bare = await classifier({});
  const { fetch: load } = env;
  const loaded: string[] = [];
  env.cacheKey = 'tapped-models';
  env.fetch = async (url, init) => {
    const response: Response = await load(url, init);
    const { pathname } = new URL(url, location.href);
    loaded.push(pathname);
    const isModel = pathname.endsWith('/onnx/model.onnx');
    if (!isModel || response.status !== 200) return response;
    return new Response(tapOnnx(await response.arrayBuffer(), { output: 'pooled' }));
  };
  const outcome = await watchClassifier(await classifier({}), bare);
  const again = loaded.splice(0) && (await classifier({}));
  const cached = again.model.sessions['model'].outputNames as string[];
  return { ...outcome, loadedAgain: loaded, cached };
}

async function onGpu() {
  const classify = await classifier({
    model_file_name: 'tapped',
    device: 'webgpu',
    session_options: { preferredOutputLocation: { pooled: 'gpu-buffer' } },
  });
  const bare = await classifier({ device: 'webgpu' });
  const device = await env.backends.onnx.webgpu!.device;
  return watchClassifier(classify, bare, { device, calm: 8 });
}

/** Rows of an embeddings pipeline go in by hand. */
async function embeddings(): Promise<Run> {
  const extract = await pipeline('feature-extraction', 'mine-embeddings', { dtype: 'fp32' });
  const embed = async (text: string) =>
    rowOf(await extract(text, { pooling: 'mean', normalize: true }));
  const rows: Float32Array[] = [];
  for (const text of known) rows.push(await embed(text));
  const reference = await Reference.fromFeatures(rows);
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  return run(
    monitor,
    { features: 'last_hidden_state', reference },
    {
      calm: calm(),
      disturbed: disturbed(),
      // The monitor is given copies, and the pipeline knows nothing of it.
      take: async (text) => {
        monitor.observe(await embed(text), { id: text });
        return true;
      },
    },
  );
}

/** Rows of a batch of padded texts, and what transformers.js itself makes of their tokens. */
async function padding() {
  const extract = await pipeline('feature-extraction', 'mine-embeddings', { dtype: 'fp32' });
  const session = extract.model.sessions['model'];
  const options = { features: 'last_hidden_state', mask: 'attention_mask' };
  const feeds = [feedsOf(extract, session, known)];
  const reference = await fitSession(session, feeds, options);
  const monitor = new DriftMonitor({ reference, sampling: 'independent' });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  extract.model.sessions['model'] = watchSession(monitor, session, options);
  const texts = [...calm()].slice(0, 8);
  const expected = await extract(texts, { pooling: 'mean' });
  await monitor.idle();
  const rows = monitor.window.rows().flatMap((row) => [...row]);
  await monitor.dispose();
  const lengths = new Set(texts.map((text) => extract.tokenizer(text).input_ids.dims[1]));
  return { lengths: lengths.size, rows, expected: [...rowOf(expected)], errors };
}

window.runs = { autoModel, servedTap, tapInPage, onGpu, embeddings, padding };
