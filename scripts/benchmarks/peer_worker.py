"""One peer in a process of its own, which computes only when asked.

    python peer_worker.py openvino|onnxruntime|pytorch MODEL SIDE THREADS

MODEL is .onnx, for PyTorch .safetensors. Commands come as JSON lines on standard input, answers leave
as JSON lines on standard output, the first when the network is compiled.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

# `run` computes the logits of what is in the input array, and returns them.
Run = Callable[[], np.ndarray]


def openvino(model: str, input: np.ndarray, threads: int) -> tuple[Run, str]:
    import openvino as ov

    core = ov.Core()
    network = core.read_model(model)
    network.reshape(input.shape)
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": threads,
    }
    compiled = core.compile_model(network, "CPU", settings)
    request = compiled.create_infer_request()
    request.set_input_tensor(ov.Tensor(input, shared_memory=True))
    output = request.get_output_tensor()

    def run() -> np.ndarray:
        request.infer()
        return output.data

    return run, f"{compiled.get_property('INFERENCE_NUM_THREADS')} threads, LATENCY, f32"


def onnxruntime(model: str, input: np.ndarray, threads: int) -> tuple[Run, str]:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    output = np.empty(session.get_outputs()[0].shape, np.float32)
    binding = session.io_binding()
    binding.bind_ortvalue_input(session.get_inputs()[0].name, ort.OrtValue.ortvalue_from_numpy(input))
    name, shape = session.get_outputs()[0].name, output.shape
    binding.bind_output(name, "cpu", 0, np.float32, shape, output.ctypes.data)

    def run() -> np.ndarray:
        session.run_with_iobinding(binding)
        return output

    return run, f"{threads} threads, all optimisations"


def pytorch(model: str, input: np.ndarray, threads: int) -> tuple[Run, str]:
    """The faster of eager mode and frozen TorchScript."""
    import warnings

    import torch
    from exporting import network

    warnings.simplefilter("ignore")  # TorchScript is deprecated, and still the faster
    torch.set_num_threads(threads)
    tensor = torch.from_numpy(input)

    def runner(module: torch.nn.Module) -> Run:
        def run() -> np.ndarray:
            with torch.inference_mode():
                return module(tensor.contiguous(memory_format=torch.channels_last)).numpy()

        return run

    eager = network(model).to(memory_format=torch.channels_last)
    with torch.no_grad():
        example = tensor.contiguous(memory_format=torch.channels_last)
        frozen = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(eager, example)))
    runs = {"eager channels-last": runner(eager), "frozen TorchScript": runner(frozen)}
    for run in runs.values():
        times(run, input, 5)
    best = min(runs, key=lambda name: statistics.median(times(runs[name], input, 10)))
    return runs[best], f"{threads} threads, {best}"


def times(run: Run, input: np.ndarray, count: int) -> list[float]:
    """Microseconds a run; the input is written before each, as NetworkBenchmark does."""
    pattern = (np.arange(input.size, dtype=np.float32) % 255 / 255).reshape(input.shape)
    result = []
    for _ in range(count):
        np.copyto(input, pattern)
        start = time.perf_counter_ns()
        run()
        result.append((time.perf_counter_ns() - start) / 1_000)
    return result


ENGINES = {"openvino": openvino, "onnxruntime": onnxruntime, "pytorch": pytorch}


def main(engine: str, model: str, side: str, threads: str) -> None:
    # The engines print what they like to standard output; answers leave by a descriptor of their own.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    input = np.zeros((1, 3, int(side), int(side)), np.float32)
    run, settings = ENGINES[engine](model, input, int(threads))
    print(json.dumps(settings), file=answers)
    for line in sys.stdin:
        command = json.loads(line)
        if "logits" in command:
            np.copyto(input, np.load(command["logits"]))
            answer = run()[0].tolist()
        else:
            times(run, input, command["warm_up"])
            answer = times(run, input, command["runs"])
        print(json.dumps(answer), file=answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
