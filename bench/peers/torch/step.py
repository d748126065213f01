"""Times a training step of networks.py: gathering the batch, random draws, loss, gradients, optimizer.

    pip install torch numpy      (CPU build)
    python step.py --name conv-ae --batch 100 --seconds 3

prints one JSON object {name, batch, torch, threads, optimizer, matmulGflops, params, modes: {eager:
{stepMs, minMs, firstStepSeconds}, channelsLast, compile, compileChannelsLast}}; a mode that cannot run
is {error}. `optimizer` is whichever form (one `loop`, `foreach`, `fused`) was fastest. `--params N`
fails unless that many parameters are trained.
"""

import argparse
import json
import math
import statistics
import sys
import time

import torch
from networks import SYSTEMS

EXAMPLES = 2000


def timed(action, seconds, warm_up=3, count=5):
    """Milliseconds of each run, until both the count and the seconds are reached."""
    for _ in range(warm_up):
        action()
    times = []
    begin = time.perf_counter()
    while len(times) < count or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return times


def matmul_gflops(side=1024):
    a, b = torch.rand(side, side), torch.rand(side, side)
    return 2 * side**3 / statistics.median(timed(lambda: a @ b, 1)) / 1e6


def optimizer_variants(system):
    """Arguments of the optimizer's constructor that it accepts here, by name."""
    accepted = {}
    parameter = [torch.nn.Parameter(torch.zeros(1))]
    for name in ["loop", "foreach", "fused"]:
        options = {"foreach": False} if name == "loop" else {name: True}
        try:
            system.optimizer(parameter, **options)
        except (TypeError, RuntimeError):
            continue
        accepted[name] = options
    return accepted


def prepare(system, batch, options, *, channels_last=False, compiled=False):
    """One iteration as a function without arguments."""
    images = torch.randint(0, 256, (EXAMPLES, 1, 28, 28), dtype=torch.uint8)
    indices = torch.arange(batch) * 7 % EXAMPLES
    if channels_last:
        system.to(memory_format=torch.channels_last)
    steps = []
    for loss, trained in system.steps():
        parameters = [parameter for module in trained for parameter in module.parameters()]
        optimizer = system.optimizer(parameters, **options)
        steps.append((torch.compile(loss) if compiled else loss, parameters, optimizer))

    def iteration():
        for loss, parameters, optimizer in steps:
            if len(steps) > 1:
                # No gradients of the parameters that this step does not train.
                system.requires_grad_(False)
                for parameter in parameters:
                    parameter.requires_grad_(True)
            raw = images[indices]
            if channels_last:
                raw = raw.contiguous(memory_format=torch.channels_last)
            optimizer.zero_grad()
            value = loss(raw)
            value.backward()
            optimizer.step()
            assert math.isfinite(value.item()), "the loss is no number"

    return iteration


def fastest_optimizer(make, batch):
    """The variant with the shortest step, measured in turn to be fair on a machine that drifts."""
    runs = {
        name: prepare(make(), batch, options)
        for name, options in optimizer_variants(make()).items()
    }
    rounds = [
        {name: statistics.median(timed(run, 0.2, warm_up=1, count=3)) for name, run in runs.items()}
        for _ in range(3)
    ]
    return min(runs, key=lambda name: min(trial[name] for trial in rounds))


def measure(system, batch, seconds, options, **mode):
    begin = time.perf_counter()
    run = prepare(system, batch, options, **mode)
    run()
    first = time.perf_counter() - begin
    times = timed(run, seconds)
    return {
        "stepMs": round(statistics.median(times), 3),
        "minMs": round(min(times), 3),
        "firstStepSeconds": round(first, 2),
    }


MODES = {
    "eager": {},
    "channelsLast": {"channels_last": True},
    "compile": {"compiled": True},
    "compileChannelsLast": {"channels_last": True, "compiled": True},
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True, choices=SYSTEMS)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=3, help="per mode")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--params", type=int, help="trained parameters that there must be")
    parser.add_argument("--modes", default=",".join(MODES))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)

    make = SYSTEMS[arguments.name]
    params = {
        name: sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
        for name, network in make().named_children()
    }
    total = sum(params.values())
    if arguments.params not in (None, total):
        sys.exit(f"{arguments.name} has {total} parameters here {params}, not {arguments.params}")

    optimizer = fastest_optimizer(make, arguments.batch)
    options = optimizer_variants(make())[optimizer]
    modes = {}
    for mode in arguments.modes.split(","):
        if MODES[mode].get("channels_last") and not make.convolutional:
            continue
        try:
            modes[mode] = measure(make(), arguments.batch, arguments.seconds, options, **MODES[mode])
        except Exception as error:  # A mode that this machine lacks is reported, not fatal.
            modes[mode] = {"error": f"{type(error).__name__}: {str(error).splitlines()[0]}"}
    print(json.dumps({
        "name": arguments.name,
        "batch": arguments.batch,
        "torch": torch.__version__,
        "threads": arguments.threads,
        "optimizer": optimizer,
        "matmulGflops": round(matmul_gflops(), 1),
        "params": params,
        "modes": modes,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
