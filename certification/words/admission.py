"""Why a submission was not admitted, by the engine's code; the values stand in braces."""

from django.utils.translation import gettext_lazy as _

ADMISSION = {
    "missing_file": _("There is no file {path}; check the path."),
    "no_file": _("{path} is no ordinary file; name the policy's file itself."),
    "unreadable": _("The file {path} cannot be read ({reason}); check its rights."),
    "empty_file": _("The policy's file is empty; export it again."),
    "too_large": _(
        "The policy's file is larger than {limit}; submit a smaller model, or serve it from a "
        "policy server for an assessment."
    ),
    "digest": _(
        "The file's digest is {found}, but its manifest names {wanted}; submit the manifest that "
        "was made for this file."
    ),
    "pickle": _(
        "This is a Python pickle: opening it runs whatever program its sender put in. Export the "
        "policy to ONNX and submit that."
    ),
    "torch": _(
        "This is a PyTorch checkpoint (.pt): it holds a pickle, and opening it runs whatever "
        "program its sender put in. Export the policy to ONNX (torch.onnx.export) and submit "
        "that."
    ),
    "torchscript": _(
        "This is TorchScript: it carries program code that cannot be bounded. Export the policy "
        "to ONNX (torch.onnx.export) and submit that."
    ),
    "archive": _(
        "This is an archive ({container}), and archives are not unpacked: names in them can lead "
        "elsewhere, and little bytes can grow to many. Submit the policy's single file."
    ),
    "weights_only": _(
        "This file ({container}) holds weights without the computation. Export the policy to "
        "ONNX and submit that."
    ),
    "lfs_pointer": _(
        "This is a Git LFS pointer, not the policy; run `git lfs pull` and submit the file that "
        "it stands for."
    ),
    "text": _("This is a text file, not a policy; submit the exported model."),
    "format": _(
        "This is a file of the format {container}, but the manifest says {wanted}; correct the "
        "manifest's field format or submit the other file."
    ),
    "not_onnx": _(
        "The file is not a whole ONNX model: it is truncated or of another format. Export it "
        "again and check it with onnx.checker."
    ),
    "domain": _(
        "The operator domain {domain!r} is not admitted (only ai.onnx and ai.onnx.ml are); "
        "export with standard operators."
    ),
    "functions": _(
        "The model has {count} local functions; inline them "
        "(onnx.inliner.inline_local_functions) and submit again."
    ),
    "nodes": _("The model has more than {limit:,} nodes, subgraphs included; simplify it."),
    "depth": _("The model's subgraphs are nested deeper than {limit}; flatten them."),
    "loop": _(
        "The operator {operator} is not admitted, since the time it takes cannot be bounded; "
        "unroll it, or carry the state from step to step (recurrent in the manifest)."
    ),
    "random": _(
        "The operator {operator} draws random numbers; declare the policy stochastic, or better "
        "take the randomness from a noise tensor (noise in the manifest)."
    ),
    "sparse": _("Sparse tensors are not admitted; store them dense."),
    "external_data": _(
        "The tensor {tensor!r} has its data in another file, and no other file is read; save the "
        "model as one file (save_as_external_data=False)."
    ),
    "tensor_type": _(
        "The tensor {tensor!r} has an element type that is not admitted (floats of 16 to 64 "
        "bits, whole numbers of 8 to 64 bits and booleans are)."
    ),
    "tensor_dims": _(
        "The tensor {tensor!r} has a negative size or more than 8 axes; export again."
    ),
    "tensor_length": _(
        "The tensor {tensor!r} does not hold as much data as its shape says; export again."
    ),
    "checker": _("ONNX's own checker refuses the model ({reason}); correct it and export again."),
    "runtime": _(
        "The runtime refuses the model ({reason}); export for ONNX Runtime's CPU provider."
    ),
    "input_unknown": _(
        "The model takes an input {tensor!r} that the manifest does not name; add it to "
        "observation, recurrent or noise."
    ),
    "input_missing": _(
        "The manifest names the input {tensor!r}, which the model does not take; correct the "
        "manifest or export again."
    ),
    "output_missing": _(
        "The manifest names the output {tensor!r}, which the model does not give; correct the "
        "manifest or export again."
    ),
    "tensor_dtype": _(
        "The tensor {tensor!r} is {found} in the model and {wanted} in the manifest; make them "
        "equal."
    ),
    "tensor_shape": _(
        "The tensor {tensor!r} has shape {found} in the model; the manifest asks for {wanted}, "
        "where N is an open batch axis (or 1)."
    ),
    "wasm_invalid": _(
        "The module is not valid WebAssembly ({reason}); compile it without threads, 64-bit "
        "memories, tail calls and relaxed vectors."
    ),
    "wasm_import": _(
        "The module imports {name!r}, and nothing is offered for import; build it without a "
        "standard library's system calls (freestanding, no WASI)."
    ),
    "wasm_export": _(
        "The module does not export {name!r} as docs/formats/policy-manifest.md says; add it."
    ),
    "wasm_memory": _(
        "The module asks for more than 64 MiB of memory at its start ({name}); use less."
    ),
    "inspection": _("The inspection of the file had to be ended: {reason}"),
}
