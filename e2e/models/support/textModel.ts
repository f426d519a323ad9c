/** A small classifier of texts as the Hub would hold it: BERT's files, with weights from a seed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tapOnnx } from 'tfjs-drift/onnx';
import {
  attribute,
  indices,
  input,
  model,
  node,
  output,
  types,
  weight,
} from '../../../test/support/onnxModel.js';
import { COMMON, wordsOf } from '../shared/messages.js';
import { seededRandom } from '../shared/random.js';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;
const TOPICS = ['orders', 'complaints'] as const;
const VOCABULARY = [...new Set([...SPECIAL, ...COMMON, ...TOPICS.flatMap(wordsOf)])];
const LABELS = ['sales', 'service', 'other'];
const WIDTH = 32;
const MOST_TOKENS = 24;

/**
 * Writes two models: `mine`, a classifier, with a tapped file beside its own, and `mine-embeddings`, which answers
 * with a row for each token.
 *
 * @param folder Of all models, as pages see it in `/models`.
 */
export function writeTextModels(folder: string): void {
  const classifier = textModel('logits');
  const tapped = tapOnnx(classifier, { output: 'pooled' });
  write(join(folder, 'mine'), { 'model.onnx': classifier, 'tapped.onnx': tapped });
  write(join(folder, 'mine-embeddings'), { 'model.onnx': textModel('last_hidden_state') });
}

function write(folder: string, models: Readonly<Record<string, Uint8Array>>): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const texts = {
    'config.json': config,
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': tokenizerConfig,
  };
  for (const [name, content] of Object.entries(texts)) {
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  for (const [name, bytes] of Object.entries(models)) {
    writeFileSync(join(folder, 'onnx', name), bytes);
  }
}

const config = {
  model_type: 'bert',
  architectures: ['BertForSequenceClassification'],
  hidden_size: WIDTH,
  id2label: Object.fromEntries(LABELS.entries()),
};

const tokenizerConfig = {
  tokenizer_class: 'BertTokenizer',
  model_max_length: MOST_TOKENS,
  pad_token: '[PAD]',
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  mask_token: '[MASK]',
};

const idOf = (token: (typeof SPECIAL)[number]): number => SPECIAL.indexOf(token);

const special = (id: '[CLS]' | '[SEP]') => ({ SpecialToken: { id, type_id: 0 } });

const tokenizer = {
  version: '1.0',
  added_tokens: SPECIAL.map((content, id) => ({ id, content, special: true, normalized: false })),
  normalizer: { type: 'BertNormalizer', clean_text: true, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
    pair: [],
    special_tokens: Object.fromEntries(
      (['[CLS]', '[SEP]'] as const).map((id) => [id, { id, ids: [idOf(id)], tokens: [id] }]),
    ),
  },
  decoder: { type: 'WordPiece', prefix: '##' },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
  },
};

/**
 * Embeddings, one layer of attention with BERT's mask, one of weights, the first token's row pooled, logits.
 *
 * @param answer Its only output: [batch, labels], or [batch, tokens, width].
 */
function textModel(answer: 'logits' | 'last_hidden_state'): Uint8Array<ArrayBuffer> {
  const random = seededRandom(7);
  const values = (size: number, scale: number) =>
    Array.from({ length: size }, () => scale * (2 * random() - 1));
  const weights = (name: string, rows: number, columns: number, scale: number) =>
    weight(name, [rows, columns], values(rows * columns, scale));
  const square = (name: string) => weights(name, WIDTH, WIDTH, 2 / Math.sqrt(WIDTH));
  /** Words of one topic lie near each other, as training would have it. */
  const embeddings = () => {
    const topics = TOPICS.map((topic) => ({ words: wordsOf(topic), middle: values(WIDTH, 0.7) }));
    return VOCABULARY.flatMap((word) => {
      const middle = topics.find(({ words }) => words.includes(word))?.middle;
      return values(WIDTH, 0.7).map((value, at) => value + (middle?.[at] ?? 0));
    });
  };
  const isEmbedder = answer === 'last_hidden_state';
  const hidden = isEmbedder ? answer : 'hidden';
  const body = [
    node('Gather', ['words', 'input_ids'], ['of_words']),
    node('Gather', ['kinds', 'token_type_ids'], ['of_kinds']),
    node('Add', ['of_words', 'of_kinds'], ['embedded']),
    ...['query', 'key', 'value'].map((name) => node('MatMul', ['embedded', `${name}s`], [name])),
    node('Transpose', ['key'], ['turned'], [attribute('perm', [0, 2, 1])]),
    node('MatMul', ['query', 'turned'], ['alike']),
    node('Cast', ['attention_mask'], ['mask'], [attribute('to', types.float32)]),
    node('Unsqueeze', ['mask', 'second'], ['mask_of_all']),
    node('Sub', ['mask_of_all', 'one'], ['left_out']),
    node('Mul', ['left_out', 'much'], ['penalty']),
    node('Add', ['alike', 'penalty'], ['scores']),
    node('Softmax', ['scores'], ['attention'], [attribute('axis', 2)]),
    node('MatMul', ['attention', 'value'], ['context']),
    node('Add', ['embedded', 'context'], ['attended']),
    node('MatMul', ['attended', 'inner'], ['mixed']),
    node('Tanh', ['mixed'], [hidden]),
  ];
  const head = [
    node('Gather', [hidden, 'first'], ['of_first'], [attribute('axis', 1)]),
    node('MatMul', ['of_first', 'pooler'], ['pooled_sum']),
    node('Tanh', ['pooled_sum'], ['pooled']),
    node('MatMul', ['pooled', 'classes'], ['logits']),
    square('pooler'),
    weights('classes', WIDTH, LABELS.length, 1),
    indices('first', [], [0]),
    output('logits', ['batch', LABELS.length]),
  ];
  const names = ['input_ids', 'attention_mask', 'token_type_ids'];
  return model(
    ...body,
    ...(isEmbedder ? [output(answer, ['batch', 'tokens', WIDTH])] : head),
    weight('words', [VOCABULARY.length, WIDTH], embeddings()),
    weights('kinds', 2, WIDTH, 0.1),
    ...['querys', 'keys', 'values', 'inner'].map(square),
    weight('one', [], [1]),
    weight('much', [], [10_000]),
    indices('second', [1], [1]),
    ...names.map((name) => input(name, ['batch', 'tokens'], types.int64)),
  );
}
