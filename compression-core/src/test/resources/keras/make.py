"""Writes the networks of KerasFileTest and, beside each, what it gives for three images.

    python3 make.py        (in this folder; needs h5py and numpy)

The files have the layout of Keras 2.4's Model.save(..., save_format="h5"), written by h5py. The
outputs are computed in double by the plain loops below from what is in the file, by the meaning
that Keras's manual gives to each layer: https://keras.io/api/layers/. Image n has the values
sin(0.37 i + n), i counting height, width, channel.
"""
import json
import os

import h5py
import numpy as np

random = np.random.default_rng(1)
IMAGES = 3


def layer(kind, name, *inputs, **config):
    result = {"class_name": kind, "config": dict(name=name, trainable=True, dtype="float32", **config)}
    if inputs or kind == "InputLayer":
        result["name"] = name
        result["inbound_nodes"] = [[[i, 0, 0, {}] for i in inputs]] if inputs else []
    return result


def start(*shape):
    return layer("InputLayer", "in", batch_input_shape=[None, *shape], sparse=False, ragged=False)


def made(name):
    return {"class_name": name, "config": {}}


PLAIN = dict(kernel_initializer=made("GlorotUniform"), bias_initializer=made("Zeros"), kernel_regularizer=None,
             bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None)


def conv(name, filters, kernel, *inputs, padding="valid", activation="linear", strides=1, dilation=1, bias=True):
    return layer("Conv2D", name, *inputs, filters=filters, kernel_size=list(kernel), strides=[strides, strides],
                 padding=padding, data_format="channels_last", dilation_rate=[dilation, dilation], groups=1,
                 activation=activation, use_bias=bias, **PLAIN)


def dense(name, units, *inputs, activation="linear", bias=True):
    return layer("Dense", name, *inputs, units=units, activation=activation, use_bias=bias, **PLAIN)


def pool(kind, name, size, strides, padding, *inputs):
    return layer(kind, name, *inputs, pool_size=[size, size], strides=[strides, strides], padding=padding,
                 data_format="channels_last")


def norm(name, axis, *inputs, scale=True):
    return layer("BatchNormalization", name, *inputs, axis=[axis], momentum=0.99, epsilon=0.001, center=True, scale=scale,
                 beta_initializer=made("Zeros"), gamma_initializer=made("Ones"),
                 moving_mean_initializer=made("Zeros"), moving_variance_initializer=made("Ones"),
                 beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None)


def flatten(name, *inputs):
    return layer("Flatten", name, *inputs, data_format="channels_last")


def draw(*shape):
    return random.standard_normal(shape) * 0.4


def weights(one, channels):
    """The arrays of a layer, and how many channels it gives."""
    config = one["config"]
    kind = one["class_name"]
    if kind in ("Conv2D", "Dense"):
        out = config["filters"] if kind == "Conv2D" else config["units"]
        shape = (*config.get("kernel_size", ()), channels, out)
        result = {"kernel:0": draw(*shape)}
        if config["use_bias"]:
            result["bias:0"] = draw(out)
        return result
    if kind == "BatchNormalization":
        gamma = {"gamma:0": 1 + draw(channels)} if config["scale"] else {}
        return {**gamma, "beta:0": draw(channels), "moving_mean:0": draw(channels),
                "moving_variance:0": 0.5 + abs(draw(channels))}
    return {}


def save(path, layers, arrays, training=None, edit=lambda file: None):
    functional = "inbound_nodes" in layers[-1]
    config = {"name": "model", "layers": layers}
    if functional:
        config["input_layers"] = [[one["config"]["name"], 0, 0] for one in layers if one["class_name"] == "InputLayer"]
        config["output_layers"] = [[layers[-1]["config"]["name"], 0, 0]]
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(
            {"class_name": "Functional" if functional else "Sequential", "config": config})
        file.attrs["keras_version"] = "2.4.0"
        file.attrs["backend"] = "tensorflow"
        if training:
            file.attrs["training_config"] = json.dumps(training)
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = [one["config"]["name"].encode() for one in layers]
        root.attrs["backend"] = "tensorflow"
        root.attrs["keras_version"] = "2.4.0"
        for one in layers:
            name = one["config"]["name"]
            group = root.create_group(name)
            held = arrays.get(name, {})
            group.attrs["weight_names"] = [f"{name}/{key}".encode() for key in held] or np.array([], dtype="S1")
            for key, values in held.items():
                group.create_dataset(f"{name}/{key}", data=values.astype("f4"))
        edit(file)


# What a layer means, on one image [height, width, channel] or vector [channel].


def pad(extent, kernel, stride, padding):
    """Keras's same: as many outputs as ceil(extent / stride), the odd one at the end."""
    if padding == "valid":
        return 0, 0
    total = max(0, (-(-extent // stride) - 1) * stride + kernel - extent)
    return total // 2, total - total // 2


def windows(x, size, strides, padding, dilation, fill):
    rows, columns = [(k - 1) * dilation + 1 for k in size]
    x = np.pad(x, (pad(x.shape[0], rows, strides, padding), pad(x.shape[1], columns, strides, padding), (0, 0)),
               constant_values=fill)
    height = (x.shape[0] - rows) // strides + 1
    width = (x.shape[1] - columns) // strides + 1
    return height, width, lambda i, j: x[i * strides:i * strides + rows:dilation, j * strides:j * strides + columns:dilation]


def over(x, config, size, dilation, fill, function):
    height, width, at = windows(x, size, config["strides"][0], config["padding"], dilation, fill)
    return np.array([[function(at(i, j)) for j in range(width)] for i in range(height)])


def activate(name, x):
    if name == "softmax":
        e = np.exp(x - x.max())
        return e / e.sum()
    return {"linear": lambda: x, "relu": lambda: np.maximum(x, 0), "tanh": lambda: np.tanh(x),
            "sigmoid": lambda: 1 / (1 + np.exp(-x))}[name]()


def apply(one, inputs, held):
    config = one["config"]
    x = inputs[0]
    w = {key[:-2]: np.asarray(values, dtype="f8") for key, values in held.items()}
    kind = one["class_name"]
    if kind == "Conv2D":
        x = over(x, config, config["kernel_size"], config["dilation_rate"][0], 0,
                 lambda part: np.tensordot(part, w["kernel"], 3) + w.get("bias", 0))
    elif kind == "Dense":
        x = x @ w["kernel"] + w.get("bias", 0)
    elif kind == "BatchNormalization":
        x = (x - w["moving_mean"]) / np.sqrt(w["moving_variance"] + config["epsilon"]) * w.get("gamma", 1) + w["beta"]
    elif kind == "MaxPooling2D":
        x = over(x, config, config["pool_size"], 1, -np.inf, lambda part: part.max((0, 1)))
    elif kind == "AveragePooling2D":
        x = over(x, config, config["pool_size"], 1, np.nan, lambda part: np.nanmean(part, (0, 1)))
    elif kind == "GlobalAveragePooling2D":
        x = x.mean((0, 1))
    elif kind == "GlobalMaxPooling2D":
        x = x.max((0, 1))
    elif kind == "Flatten":
        x = x.reshape(-1)
    elif kind == "Add":
        x = sum(inputs)
    elif kind == "Concatenate":
        x = np.concatenate(inputs, -1)
    elif kind == "LeakyReLU":
        x = np.where(x > 0, x, config["alpha"] * x)
    elif kind == "ReLU":
        x = np.minimum(np.maximum(x, 0), config["max_value"])
    elif kind == "Softmax":
        x = activate("softmax", x)
    elif kind not in ("InputLayer", "Dropout", "Activation", "Lambda"):
        raise ValueError(kind)
    return activate(config.get("activation", "linear"), x)


def run(path, image):
    with h5py.File(path) as file:
        layers = json.loads(file.attrs["model_config"])["config"]["layers"]
        values = {}
        before = None
        for one in layers:
            name = one["config"]["name"]
            group = file["model_weights"][name]
            names = [key.decode() if isinstance(key, bytes) else key for key in group.attrs["weight_names"]]
            held = {key.split("/")[-1]: group[key][()] for key in names}
            inputs = [values[node[0]] for node in one["inbound_nodes"][0]] if one.get("inbound_nodes") else [before]
            before = values[name] = image if one["class_name"] == "InputLayer" else apply(one, inputs, held)
        return before


def channels(layers):
    """The arrays of all layers, drawn one after the other."""
    arrays = {}
    shapes = {}
    before = None
    for one in layers:
        name = one["config"]["name"]
        if one["class_name"] == "InputLayer":
            before = shapes[name] = np.zeros(one["config"]["batch_input_shape"][1:])
            continue
        inputs = [shapes[node[0]] for node in one["inbound_nodes"][0]] if one.get("inbound_nodes") else [before]
        arrays[name] = {key: values.astype("f4") for key, values in weights(one, inputs[0].shape[-1]).items()}
        before = shapes[name] = apply(one, inputs, arrays[name])
    return arrays


def network(name, layers, **more):
    path = name + ".h5"
    save(path, layers, channels(layers), **more)
    shape = layers[0]["config"]["batch_input_shape"][1:]
    with open(name + ".outputs", "w") as out:
        for n in range(IMAGES):
            image = np.sin(0.37 * np.arange(np.prod(shape)) + n).astype("f4").astype("f8").reshape(shape)
            out.write(" ".join(f"{value:.9g}" for value in run(path, image)) + "\n")
    return layers


def refused(name, layers, change=lambda arrays: None, edit=lambda file: None):
    arrays = channels(layers)
    change(arrays)
    save(name + ".h5", layers, arrays, edit=edit)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    network("sequential", [
        start(10, 8, 3),
        conv("c1", 5, (3, 3), padding="same", activation="relu"),
        pool("MaxPooling2D", "p1", 2, 2, "valid"),
        conv("c2", 6, (2, 2)),
        norm("b1", 3),
        layer("Activation", "a1", activation="relu"),
        layer("Dropout", "d", rate=0.25, noise_shape=None, seed=None),
        flatten("f"),
        dense("fc1", 7, activation="tanh"),
        dense("fc2", 4, activation="softmax"),
    ], training={
        "optimizer_config": {"class_name": "Adam", "config": {"name": "Adam", "learning_rate": 0.001}},
        "loss": "categorical_crossentropy", "metrics": ["accuracy"], "weighted_metrics": None, "loss_weights": None})
    network("functional", [
        start(9, 8, 3),
        conv("c1", 5, (3, 3), "in", padding="same", strides=2, bias=False),
        norm("b1", 3, "c1"),
        layer("LeakyReLU", "l1", "b1", alpha=0.1),
        conv("c2", 5, (3, 2), "l1", padding="same", dilation=2),
        layer("Add", "add", "c2", "l1"),
        layer("ReLU", "r", "add", max_value=0.7, negative_slope=0.0, threshold=0.0),
        conv("c3", 4, (1, 1), "r", activation="sigmoid"),
        layer("Concatenate", "cat", "r", "c3", axis=-1),
        pool("AveragePooling2D", "p", 3, 2, "same", "cat"),
        flatten("f", "p"),
        dense("fc", 6, "f", activation="relu"),
        norm("b2", 1, "fc", scale=False),
        dense("out", 4, "b2", bias=False),
        layer("Softmax", "s", "out", axis=-1),
    ])
    network("global", [
        start(7, 6, 2),
        conv("c1", 5, (3, 3), "in", padding="same", activation="relu"),
        pool("MaxPooling2D", "p", 3, 2, "same", "c1"),
        layer("GlobalAveragePooling2D", "mean", "p", data_format="channels_last"),
        layer("GlobalMaxPooling2D", "max", "p", data_format="channels_last"),
        layer("Concatenate", "cat", "mean", "max", axis=-1),
        dense("out", 3, "cat"),
    ])
    network("grey", [start(6, 5), flatten("f"), dense("fc", 8, activation="relu"), dense("out", 3, activation="softmax")])
    network("vector", [start(12), dense("fc", 8, activation="relu"), norm("bn", 1), dense("out", 3, activation="softmax")])

    small = [start(4, 4, 1), flatten("f"), dense("fc", 3, activation="softmax")]
    refused("lambda", small[:2] + [layer("Lambda", "lam", function=["4wEAAAA=", None, None])] + small[2:])
    refused("no-configuration", small, edit=lambda file: file.attrs.pop("model_config"))
    refused("no-weights", small, edit=lambda file: file.pop("model_weights"))
    refused("no-bias", small, change=lambda arrays: arrays["fc"].pop("bias:0"))
    refused("no-layer", small, edit=lambda file: file["model_weights"].pop("fc"))
    refused("nan", small, change=lambda arrays: arrays["fc"]["kernel:0"].__setitem__((2, 1), np.nan))
    refused("keras3", small, edit=lambda file: file.attrs.__setitem__("keras_version", "3.4.1"))
    refused("other-shape", small, change=lambda arrays: arrays["fc"].update({"kernel:0": draw(15, 3), "bias:0": draw(6)}))

    uncentred = [*small, norm("bn", 1)]
    uncentred[3]["config"]["center"] = False
    refused("no-center", uncentred)

    def changed(key, value):
        def change(file):
            model = json.loads(file.attrs["model_config"])
            model["config"]["layers"][1]["config"][key] = value
            file.attrs["model_config"] = json.dumps(model)
        return change

    refused("groups", [start(4, 4, 2), conv("c", 4, (2, 2)), *small[1:]], edit=changed("groups", 2))
    refused("huge", [start(16), dense("fc", 3, activation="softmax")], edit=changed("units", 2_000_000_000))

    def linked(file):
        del file["model_weights/fc"]
        file["model_weights/fc"] = h5py.ExternalLink("sequential.h5", "/model_weights/fc1")

    refused("link", small, edit=linked)

    def bomb(file):
        del file["model_weights/fc/fc/kernel:0"]
        file["model_weights/fc/fc"].create_dataset("kernel:0", (16, 1 << 33), "f4", chunks=(1, 1 << 20))

    refused("bomb", small, edit=bomb)
