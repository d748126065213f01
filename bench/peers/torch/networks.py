"""The networks in PyTorch: same layers, sizes, losses and optimizers as Alebrije's.

Each class takes a batch of raw images, uint8 [B, 1, 28, 28], and has `steps`: the losses of one
iteration in order, each with the modules that it trains. Strided convolutions pad both sides alike,
which is PyTorch's cheapest form; Alebrije pads as Keras does (0 before, 1 after). The work is the same.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn


def unit(raw):
    return raw.float() / 255


def signed(raw):
    return raw.float() * (2 / 255) - 1


def adam(learning_rate=1e-3, **options):
    return lambda parameters, **variant: torch.optim.Adam(parameters, lr=learning_rate, **options, **variant)


def nadam():
    return lambda parameters, **variant: torch.optim.NAdam(parameters, lr=1e-3, **variant)


class System(nn.Module):
    """One loss that trains everything, unless a network says otherwise."""

    optimizer = staticmethod(adam())
    # Whether the memory format of images matters.
    convolutional = True

    def steps(self):
        return [(self.loss, [self])]


class StackedAe(System):
    optimizer = staticmethod(nadam())
    convolutional = False

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 30), nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(30, 100), nn.ReLU(), nn.Linear(100, 784))

    def loss(self, raw):
        x = unit(raw).flatten(1)
        return F.mse_loss(self.decoder(self.encoder(x)), x)


def sample_code(mean, log_var):
    """A draw from N(mean, exp(log_var)) and the divergence from N(0, I) per example."""
    code = mean + (0.5 * log_var).exp() * torch.randn_like(mean)
    divergence = 0.5 * (mean.square() + log_var.exp() - log_var - 1).sum(1)
    return code, divergence.mean()


class DenseVae(System):
    optimizer = staticmethod(nadam())
    convolutional = False

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 150), nn.ReLU(), nn.Linear(150, 100), nn.ReLU(), nn.Linear(100, 20))
        self.decoder = nn.Sequential(nn.Linear(10, 100), nn.ReLU(), nn.Linear(100, 150), nn.ReLU(), nn.Linear(150, 784))

    def loss(self, raw):
        x = unit(raw).flatten(1)
        code, divergence = sample_code(*self.encoder(x).chunk(2, 1))
        return F.mse_loss(self.decoder(code), x) + divergence / 784


class Lstm(nn.LSTM):
    """With one vector of biases, as ours has; PyTorch's has two that are added."""

    def __init__(self, inputs, units):
        super().__init__(inputs, units, batch_first=True)
        self.bias_hh_l0.requires_grad_(False).zero_()


class RecurrentAe(System):
    optimizer = staticmethod(nadam())
    convolutional = False

    def __init__(self):
        super().__init__()
        self.read, self.code = Lstm(28, 100), Lstm(100, 30)
        self.write, self.output = Lstm(30, 100), nn.Linear(100, 28)

    def loss(self, raw):
        x = unit(raw).flatten(1, 2)
        code = self.code(self.read(x)[0])[0][:, -1]
        rows = self.write(code[:, None].expand(-1, 28, -1))[0]
        return F.mse_loss(self.output(rows), x)


def halving(inputs, filters):
    return nn.Sequential(nn.Conv2d(inputs, filters, 3, stride=2, padding=1), nn.ReLU())


def doubling(inputs, filters):
    return nn.Sequential(
        nn.ConvTranspose2d(inputs, filters, 3, stride=2, padding=1, output_padding=1), nn.ReLU()
    )


def trunk():
    return nn.Sequential(halving(1, 32), halving(32, 64), halving(64, 128), nn.Flatten())


def transposing_decoder():
    return nn.Sequential(
        nn.Linear(2, 2048), nn.Unflatten(1, (128, 4, 4)),
        doubling(128, 128), doubling(128, 64), doubling(64, 32),
        nn.Conv2d(32, 1, 3, padding=1),
    )  # fmt: skip


def padded(raw):
    return F.pad(unit(raw), (2, 2, 2, 2))


class ConvAe(System):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(trunk(), nn.Linear(2048, 2))
        self.decoder = transposing_decoder()

    def loss(self, raw):
        x = padded(raw)
        return F.binary_cross_entropy_with_logits(self.decoder(self.encoder(x)), x)


class ConvVae(System):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(trunk(), nn.Linear(2048, 4))
        self.decoder = transposing_decoder()

    def loss(self, raw):
        x = padded(raw)
        code, divergence = sample_code(*self.encoder(x).chunk(2, 1))
        return 500 * F.binary_cross_entropy_with_logits(self.decoder(code), x) + divergence


class UpsamplingAe(System):
    def __init__(self):
        super().__init__()

        def block(inputs, filters):
            return nn.Sequential(
                nn.Upsample(scale_factor=2), nn.Conv2d(inputs, filters, 3, padding=1),
                nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01), nn.LeakyReLU(0.2),
            )  # fmt: skip

        self.encoder = nn.Sequential(trunk(), nn.Linear(2048, 2))
        self.decoder = nn.Sequential(
            nn.Linear(2, 2048), nn.Unflatten(1, (128, 4, 4)),
            block(128, 128), block(128, 64), block(64, 32),
            nn.Conv2d(32, 1, 3, padding=1),
        )  # fmt: skip

    def loss(self, raw):
        x = padded(raw)
        return F.binary_cross_entropy_with_logits(self.decoder(self.encoder(x)), x)


class Dcgan(System):
    optimizer = staticmethod(adam(2e-4, betas=(0.5, 0.999)))

    def __init__(self):
        super().__init__()
        norm = lambda channels: nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)
        self.generator = nn.Sequential(
            nn.Linear(100, 6272), nn.Unflatten(1, (128, 7, 7)), norm(128),
            nn.ConvTranspose2d(128, 64, 5, stride=2, padding=2, output_padding=1), nn.ReLU(), norm(64),
            nn.ConvTranspose2d(64, 1, 5, stride=2, padding=2, output_padding=1), nn.Tanh(),
        )  # fmt: skip
        self.discriminator = nn.Sequential(
            nn.Conv2d(1, 64, 5, stride=2, padding=2), nn.LeakyReLU(0.2), nn.Dropout(0.4),
            nn.Conv2d(64, 128, 5, stride=2, padding=2), nn.LeakyReLU(0.2), nn.Dropout(0.4),
            nn.Flatten(), nn.Linear(6272, 1),
        )  # fmt: skip

    def discriminator_loss(self, raw):
        x = signed(raw)
        with torch.no_grad():
            images = self.generator(torch.randn(x.shape[0], 100))
        generated, real = self.discriminator(torch.cat([images, x])).chunk(2)
        return 0.5 * (F.softplus(generated).mean() + F.softplus(-real).mean())

    def generator_loss(self, raw):
        codes = torch.randn(raw.shape[0], 100)
        return F.softplus(-self.discriminator(self.generator(codes))).mean()

    def steps(self):
        return [
            (self.discriminator_loss, [self.discriminator]),
            (self.generator_loss, [self.generator]),
        ]


def group_norm(channels, group):
    return nn.GroupNorm(channels // group, channels, eps=1e-5)


class ResidualBlock(nn.Module):
    def __init__(self, channels, filters, embedding, group):
        super().__init__()
        self.norm1 = group_norm(channels, group)
        self.conv1 = nn.Conv2d(channels, filters, 3, padding=1)
        self.shift = nn.Linear(embedding, filters)
        self.norm2 = group_norm(filters, group)
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1)
        self.skip = nn.Identity() if channels == filters else nn.Conv2d(channels, filters, 1)

    def forward(self, x, embedding):
        h = self.conv1(F.silu(self.norm1(x))) + self.shift(embedding)[:, :, None, None]
        return self.skip(x) + self.conv2(F.silu(self.norm2(h)))


class AttentionBlock(nn.Module):
    """The three projections as one product, and the fused attention: PyTorch's fastest form."""

    def __init__(self, channels, heads, group):
        super().__init__()
        self.heads = heads
        self.norm = group_norm(channels, group)
        self.projections = nn.Linear(channels, 3 * channels)
        self.output = nn.Linear(channels, channels)

    def forward(self, x):
        batch, channels, height, width = x.shape
        pixels = self.norm(x).flatten(2).transpose(1, 2)
        joined = self.projections(pixels)
        split = joined.view(batch, height * width, 3, self.heads, channels // self.heads)
        attended = F.scaled_dot_product_attention(*split.permute(2, 0, 3, 1, 4))
        pixels = self.output(attended.transpose(1, 2).flatten(2))
        return x + pixels.transpose(1, 2).reshape(x.shape)


class Unet(nn.Module):
    def __init__(self, channels=1, widths=(16, 32, 64), sinusoids=64, embedding=128, group=16, heads=4):
        super().__init__()
        self.time = nn.Sequential(
            nn.Linear(sinusoids, embedding), nn.SiLU(), nn.Linear(embedding, embedding), nn.SiLU()
        )
        *outer, last = widths
        self.stem = nn.Conv2d(channels, widths[0], 3, padding=1)
        self.down = nn.ModuleList(
            ResidualBlock(before, filters, embedding, group)
            for before, filters in zip([widths[0], *outer], outer)
        )
        self.middle1 = ResidualBlock(outer[-1], last, embedding, group)
        self.attention = AttentionBlock(last, heads, group)
        self.middle2 = ResidualBlock(last, last, embedding, group)
        self.up = nn.ModuleList(
            ResidualBlock(below + filters, filters, embedding, group)
            for filters, below in zip(outer, widths[1:])
        )
        self.norm = group_norm(widths[0], group)
        self.output = nn.Conv2d(widths[0], channels, 3, padding=1)
        half = sinusoids // 2
        frequencies = torch.exp(torch.arange(half) * (-math.log(10_000) / half))
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, x, t):
        angles = t[:, None] * self.frequencies
        embedding = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        h = self.stem(x)
        skips = []
        for block in self.down:
            h = block(h, embedding)
            skips.append(h)
            h = F.avg_pool2d(h, 2)
        h = self.middle2(self.attention(self.middle1(h, embedding)), embedding)
        for block, skip in zip(reversed(self.up), reversed(skips)):
            h = block(torch.cat([F.interpolate(h, scale_factor=2), skip], 1), embedding)
        return self.output(F.silu(self.norm(h)))


def cosine_alpha_bars(steps, offset=0.008, largest_beta=0.999):
    t = torch.arange(steps + 1, dtype=torch.float64)
    f = torch.cos((t / steps + offset) / (1 + offset) * math.pi / 2).square()
    alphas = (f[1:] / f[:-1]).clamp(min=1 - largest_beta)
    return torch.cat([torch.ones(1, dtype=torch.float64), alphas.cumprod(0)])


class Ddpm(System):
    optimizer = staticmethod(nadam())
    STEPS = 4000

    def __init__(self):
        super().__init__()
        self.denoiser = Unet()
        alpha_bars = cosine_alpha_bars(self.STEPS)
        self.register_buffer("signal", alpha_bars.sqrt().float())
        self.register_buffer("deviation", (1 - alpha_bars).sqrt().float())

    def loss(self, raw):
        x = signed(raw)
        t = torch.randint(1, self.STEPS + 1, (x.shape[0],))
        noise = torch.randn_like(x)
        noisy = self.signal[t][:, None, None, None] * x + self.deviation[t][:, None, None, None] * noise
        return F.huber_loss(self.denoiser(noisy, t.float()), noise)


SYSTEMS = {
    "stacked-ae": StackedAe,
    "dense-vae": DenseVae,
    "recurrent-ae": RecurrentAe,
    "conv-ae": ConvAe,
    "conv-vae": ConvVae,
    "upsampling-ae": UpsamplingAe,
    "dcgan": Dcgan,
    "ddpm": Ddpm,
}
