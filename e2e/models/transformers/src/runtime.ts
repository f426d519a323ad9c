import { env, LogLevel } from '@huggingface/transformers';
import mjs from '../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from '../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm?url';

// All from this server, and nothing by blob: addresses, which its policy forbids.
env.allowRemoteModels = false;
env.allowLocalModels = true;
env.backends.onnx.wasm!.wasmPaths = { mjs, wasm };
env.useWasmCache = false;
env.logLevel = LogLevel.ERROR;
