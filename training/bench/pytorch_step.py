#!/usr/bin/env python3
"""Measures an EADER training step in PyTorch, as the command `step` does in Java: same networks, losses and options.

Needs only torch (Debian: python3-torch). Networks are resnet18, resnet101 and mobilenet_v2, each with an optional :STRIDE.
"""
import argparse
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
ALPHA, BETA, OMEGA, SIGMA = 0.05, 1e-5, 100.0, 0.5


class Convolution(nn.Sequential):
    """Convolution with optional normalisation and activation."""

    def __init__(self, norm, inputs, outputs, kernel, stride=1, dilation=1, groups=1, activation=None):
        pad = dilation * (kernel - 1) // 2
        layers = [nn.Conv2d(inputs, outputs, kernel, stride, pad, dilation, groups, bias=not norm)]
        nn.init.kaiming_normal_(layers[0].weight, mode="fan_out")
        if norm:
            layers.append(nn.BatchNorm2d(outputs))
        else:
            nn.init.zeros_(layers[0].bias)
        if activation:
            layers.append(activation)
        super().__init__(*layers)


class Residual(nn.Module):
    def __init__(self, body, shortcut, activation):
        super().__init__()
        self.body, self.shortcut, self.activation = body, shortcut, activation

    def forward(self, x):
        return self.activation(self.body(x) + self.shortcut(x))


def strides(wanted, output_stride, stride):
    """Yields (step, applied stride, dilation, next dilation) of each layer; after the output stride, steps become dilations."""
    dilation = 1
    for step in wanted:
        applied = 1 if step == 2 and stride == output_stride else step
        after = dilation * 2 if applied != step else dilation
        yield step, applied, dilation, after
        stride, dilation = stride * applied, after


def resnet18(output_stride, norm):
    layers = [Convolution(norm, 3, 64, 7, 2, activation=nn.ReLU(True)), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    steps = strides([1, 1, 2, 1, 2, 1, 2, 1], output_stride, 4)
    for outputs, (_, stride, dilation, after) in zip((64, 64, 128, 128, 256, 256, 512, 512), steps):
        body = nn.Sequential(
            Convolution(norm, inputs, outputs, 3, stride, dilation, activation=nn.ReLU(True)),
            Convolution(norm, outputs, outputs, 3, 1, after),
        )
        shortcut = nn.Identity() if inputs == outputs else Convolution(norm, inputs, outputs, 1, stride)
        layers.append(Residual(body, shortcut, nn.ReLU(True)))
        inputs = outputs
    return nn.Sequential(*layers), inputs


def resnet101(output_stride, norm):
    layers = [Convolution(norm, 3, 64, 7, 2, activation=nn.ReLU(True)), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    blocks = [(c, 2 if i == 0 and c > 64 else 1) for c, n in ((64, 3), (128, 4), (256, 23), (512, 3)) for i in range(n)]
    steps = strides([step for _, step in blocks], output_stride, 4)
    for (channels, _), (_, stride, dilation, _) in zip(blocks, steps):
        body = nn.Sequential(
            Convolution(norm, inputs, channels, 1, activation=nn.ReLU(True)),
            Convolution(norm, channels, channels, 3, stride, dilation, activation=nn.ReLU(True)),
            Convolution(norm, channels, 4 * channels, 1),
        )
        same = inputs == 4 * channels
        shortcut = nn.Identity() if same else Convolution(norm, inputs, 4 * channels, 1, stride)
        layers.append(Residual(body, shortcut, nn.ReLU(True)))
        inputs = 4 * channels
    return nn.Sequential(*layers), inputs


def mobilenet_v2(output_stride, norm):
    layers = [Convolution(norm, 3, 32, 3, 2, activation=nn.ReLU6(True))]
    table = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    blocks = [(t, c, s if i == 0 else 1) for t, c, n, s in table for i in range(n)]
    inputs = 32
    steps = strides([step for _, _, step in blocks], output_stride, 2)
    for (expansion, outputs, _), (step, stride, dilation, _) in zip(blocks, steps):
        hidden = inputs * expansion
        body = [Convolution(norm, inputs, hidden, 1, activation=nn.ReLU6(True))] if expansion > 1 else []
        body.append(Convolution(norm, hidden, hidden, 3, stride, dilation, hidden, nn.ReLU6(True)))
        body.append(Convolution(norm, hidden, outputs, 1))
        body = nn.Sequential(*body)
        same = step == 1 and inputs == outputs
        layers.append(Residual(body, nn.Identity(), nn.Identity()) if same else body)
        inputs = outputs
    layers.append(Convolution(norm, inputs, 1280, 1, activation=nn.ReLU6(True)))
    return nn.Sequential(*layers), 1280


NETWORKS = {"resnet18": resnet18, "resnet101": resnet101, "mobilenet_v2": mobilenet_v2}


class Network(nn.Module):
    """Returns (logits, feature map); origin is the pixel at the centre of the first cell."""

    def __init__(self, features, channels, classes, stride, origin=0.0):
        super().__init__()
        self.features, self.stride, self.origin = features, stride, origin
        self.fc = nn.Linear(channels, classes)
        nn.init.normal_(self.fc.weight, std=0.01)
        nn.init.zeros_(self.fc.bias)

    @staticmethod
    def of(name, classes, norm):
        network, _, stride = name.partition(":")
        stride = stride or "32"
        if network not in NETWORKS or stride not in ("8", "16", "32"):
            raise SystemExit(f"unknown network {name}; accepted are {', '.join(NETWORKS)}, with :8, :16 or :32")
        return Network(*NETWORKS[network](int(stride), norm), classes, int(stride))

    def forward(self, x):
        features = self.features(x)
        return self.fc(F.adaptive_avg_pool2d(features, 1).flatten(1)), features


def attention(localizer, features, pairs, size):
    """Attention map of each (image, class), enlarged so that each cell lies at its pixel, scaled by min-max to [0,1]."""
    images, labels = pairs
    maps = torch.relu(F.conv2d(features, localizer.fc.weight[:, :, None, None]))[images, labels][:, None]
    stride = localizer.stride
    shift = math.floor(localizer.origin - (stride - 1) / 2 + 0.5)
    if shift == 0:
        maps = F.interpolate(maps, size=size, mode="bilinear", align_corners=False)
    else:
        maps = F.pad(maps, (1, 1, 1, 1), mode="replicate")
        enlarged = [side * stride for side in maps.shape[2:]]
        maps = F.interpolate(maps, size=enlarged, mode="bilinear", align_corners=False)
        start = stride - shift
        maps = maps[:, :, start : start + size[0], start : start + size[1]]
    flat = maps.flatten(1)
    least = flat.min(1, keepdim=True)[0]
    spread = flat.max(1, keepdim=True)[0] - least
    return ((flat - least) / (spread + (spread.detach() == 0))).view_as(maps)


def erase(images, maps, pairs):
    return images[pairs[0]] * (1 - torch.sigmoid(OMEGA * (maps - SIGMA)))


def localizer_loss(localizer, adversary, images, labels):
    """Returns the total loss and its parts: classification, attention mining, regularisation."""
    logits, features = localizer(images)
    classification = F.binary_cross_entropy_with_logits(logits, labels)
    pairs = labels.nonzero(as_tuple=True)
    maps = attention(localizer, features, pairs, images.shape[2:])
    found, _ = adversary(erase(images, maps, pairs))
    mining = torch.sigmoid(found).gather(1, pairs[1][:, None]).mean()
    regularization = maps.mean()
    return classification + ALPHA * mining + BETA * regularization, classification, mining, regularization


def adversary_loss(localizer, adversary, images, labels):
    pairs = labels.nonzero(as_tuple=True)
    with torch.no_grad():
        localizer.eval()
        _, features = localizer(images)
        localizer.train()
        erased = erase(images, attention(localizer, features, pairs, images.shape[2:]), pairs)
    return F.binary_cross_entropy_with_logits(adversary(erased)[0], labels[pairs[0]])


def descend(network, other, optimizer, objective):
    """Updates one network and keeps the other constant; returns the losses and the norm of the gradient."""
    network.requires_grad_(True)
    other.requires_grad_(False)
    optimizer.zero_grad(set_to_none=True)
    losses = objective()
    losses = losses if isinstance(losses, tuple) else (losses,)
    losses[0].backward()
    norm = nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return [loss.item() for loss in losses], norm.item()


def peak_mib(device):
    if device.startswith("cuda"):
        return torch.cuda.max_memory_allocated(device) // 2**20
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return None


def at_least(least):
    def parse(text):
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}, not {text}")
        return value

    return parse


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("--localizer", default="resnet18")
    parser.add_argument("--adversary", default="resnet18")
    parser.add_argument("--batch-norm", action="store_true")
    for name, default, least in (
        ("size", 448, 32),
        ("batch", 16, 1),
        ("classes", 20, 1),
        ("labels", 1, 1),
        ("warm-up", 2, 0),
        ("steps", 5, 1),
    ):
        parser.add_argument("--" + name, type=at_least(least), default=default)
    parser.add_argument("--threads", type=at_least(1))
    parser.add_argument("--device", default="cpu", help="cpu or cuda:N")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if chosen.labels > chosen.classes:
        parser.error("--labels must be at most --classes")
    return chosen


def main():
    o = options()
    if o.threads:
        torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    localizer = Network.of(o.localizer, o.classes, o.batch_norm).to(o.device)
    adversary = Network.of(o.adversary, o.classes, o.batch_norm).to(o.device)
    pixels = torch.rand(o.batch, 3, o.size, o.size)
    labels = torch.zeros(o.batch, o.classes)
    for image in range(o.batch):
        for label in range(o.labels):
            labels[image, (image + label) % o.classes] = 1
    mean, std = (torch.tensor(v, device=o.device).view(1, 3, 1, 1) for v in (MEAN, STD))
    settings = dict(lr=1e-6, momentum=0.9, weight_decay=1e-4)
    networks = (
        (localizer, adversary, torch.optim.SGD(localizer.parameters(), **settings), localizer_loss),
        (adversary, localizer, torch.optim.SGD(adversary.parameters(), **settings), adversary_loss),
    )
    times = ([], [])
    for step in range(2 * (o.warm_up + o.steps)):
        network, other, optimizer, loss = networks[step % 2]
        start = time.perf_counter()
        # as in training, the step includes the copy to the device and the normalisation
        images, present = (pixels.to(o.device, copy=True) - mean) / std, labels.to(o.device, copy=True)
        descend(network, other, optimizer, lambda: loss(localizer, adversary, images, present))
        if step >= 2 * o.warm_up:
            times[step % 2].append(1000 * (time.perf_counter() - start))
    measured = dict(
        program="pytorch",
        version=torch.__version__,
        localizer=o.localizer,
        adversary=o.adversary,
        batch_norm=o.batch_norm,
        size=o.size,
        batch=o.batch,
        labels=o.labels,
        threads=torch.get_num_threads(),
        steps=o.steps,
        localizer_ms=statistics.median(times[0]),
        adversary_ms=statistics.median(times[1]),
        peak_mib=peak_mib(o.device),
    )
    if o.json:
        print(json.dumps(measured))
        return
    peak = "unknown" if measured["peak_mib"] is None else f"{measured['peak_mib']} MiB"
    print(
        f"localizer {o.localizer} {measured['localizer_ms']:.0f} ms, adversary {o.adversary}"
        f" {measured['adversary_ms']:.0f} ms a step (median of {o.steps}; {o.batch} pictures of {o.size} px,"
        f" {measured['threads']} threads), peak memory {peak}"
    )


if __name__ == "__main__":
    main()
