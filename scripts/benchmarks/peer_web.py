"""The usual way: FastAPI and PyTorch behind uvicorn, one model a process.

    python peer_web.py MODEL SIDE plain|tuned THREADS WORKERS

Plain is what people write: the module as it is. Tuned is channels last and frozen TorchScript.
Prints the port that it listens on.
"""

import io
import os
import signal
import socket
import sys
import warnings


def application(model: str, side: int, way: str, threads: int):
    import torch
    from exporting import network
    from fastapi import FastAPI, Request
    from fastapi.concurrency import run_in_threadpool
    from PIL import Image
    from torchvision import transforms

    warnings.simplefilter("ignore")
    torch.set_num_threads(threads)
    module = network(model).eval()
    layout = torch.contiguous_format
    if way == "tuned":
        layout = torch.channels_last
        example = torch.zeros(1, 3, side, side).contiguous(memory_format=layout)
        with torch.no_grad():
            traced = torch.jit.trace(module.to(memory_format=layout), example)
            module = torch.jit.optimize_for_inference(torch.jit.freeze(traced))
            for _ in range(5):
                module(example)
    prepare = transforms.Compose(
        [
            transforms.Resize((side, side), antialias=True),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    app = FastAPI()

    def classify(body: bytes) -> dict:
        with torch.inference_mode():
            image = Image.open(io.BytesIO(body)).convert("RGB")
            tensor = prepare(image)[None].contiguous(memory_format=layout)
            shares = module(tensor).softmax(1)[0]
        return {"probabilities": shares.tolist()}

    @app.post("/classify")
    async def answer(request: Request) -> dict:
        return await run_in_threadpool(classify, await request.body())

    return app


def main(model: str, side: str, way: str, threads: str, workers: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    listener.set_inheritable(True)
    print(listener.getsockname()[1], flush=True)
    # Before anything of PyTorch runs: its threads do not survive a fork.
    others = []
    for _ in range(int(workers) - 1):
        others.append(os.fork())
        if others[-1] == 0:
            others = []
            break
    import uvicorn

    app = application(model, int(side), way, int(threads))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    # uvicorn stops at the signal and then raises it once more.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    server.run(sockets=[listener])
    # So that what they computed counts among what the benchmark's own processes did.
    for process in others:
        os.waitpid(process, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
